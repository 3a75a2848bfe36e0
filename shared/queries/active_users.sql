-- Visitors active on each day and in the 7 and 30 days that end on it, and the ratio of daily to 30-day visitors.
-- Reads 29 days before :since, too.
with active as (
  select distinct visitor, cast(dt as date) as day
  from persons_active
  where coalesce(is_bot, false) = false
),
days as (
  select distinct day
  from active
  where day >= cast(:since as date)
),
counted as (
  select
    d.day,
    count(distinct a.visitor) filter (where a.day = d.day) as daily,
    count(distinct a.visitor) filter (where date_diff('day', a.day, d.day) < 7) as weekly,
    count(distinct a.visitor) as monthly
  from days as d
  join active as a on date_diff('day', a.day, d.day) between 0 and 29
  group by d.day
)
select
  day,
  daily,
  weekly,
  monthly,
  round(cast(daily as double) / monthly, 4) as stickiness
from counted
order by day
