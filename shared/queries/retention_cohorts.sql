-- Visitors by the week of their first event, and the share of them that came back in each week after it.
with active as (
  select distinct
    visitor,
    cast(date_trunc('week', cast(dt as date)) as date) as week
  from events_by_person
  where coalesce(is_bot, false) = false
),
cohorts as (
  select visitor, min(week) as cohort_week
  from active
  group by visitor
),
sizes as (
  select cohort_week, count(*) as visitors
  from cohorts
  group by cohort_week
)
select
  c.cohort_week,
  s.visitors,
  date_diff('week', c.cohort_week, a.week) as week_number,
  count(*) as active_visitors,
  round(cast(count(*) as double) / s.visitors, 4) as retention
from cohorts as c
join active as a on a.visitor = c.visitor
join sizes as s on s.cohort_week = c.cohort_week
group by c.cohort_week, s.visitors, date_diff('week', c.cohort_week, a.week)
order by c.cohort_week, week_number
