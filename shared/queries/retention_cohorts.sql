-- Visitors by the day, week or month of the period in which they came first, and the share of them that came back after it.
-- Columns: cohort_week (its first day, a Monday; where :unit is day or month, of that); visitors (of the cohort); week_number
-- (units after the cohort's own, which is 0); active_visitors (of the cohort, then); retention (their share, 0 to 1).
-- A cohort has the visitors whose first session of all is in the period: those whose device had sessions before it are
-- left out, as far as their sessions are numbered (session_index).
with active as (
  select
    e.visitor,
    cast(date_trunc(u.unit, cast(e.dt as date)) as date) as start,
    min(e.session_index) as session_index
  from persons_active as e
  cross join (values ('day'), ('week'), ('month')) as u (unit)
  where u.unit = :unit and coalesce(e.is_bot, false) = false
  group by e.visitor, cast(date_trunc(u.unit, cast(e.dt as date)) as date)
),
cohorts as (
  select visitor, min(start) as cohort_week
  from active
  group by visitor
  having coalesce(min(session_index), 1) = 1
),
sizes as (
  select cohort_week, count(*) as visitors
  from cohorts
  group by cohort_week
),
units as (
  select unit
  from (values ('day'), ('week'), ('month')) as u (unit)
  where unit = :unit
)
select
  c.cohort_week,
  s.visitors,
  date_diff(u.unit, c.cohort_week, a.start) as week_number,
  count(*) as active_visitors,
  round(cast(count(*) as double) / s.visitors, 4) as retention
from cohorts as c
join active as a on a.visitor = c.visitor
join sizes as s on s.cohort_week = c.cohort_week
cross join units as u
group by c.cohort_week, s.visitors, date_diff(u.unit, c.cohort_week, a.start)
order by c.cohort_week, week_number
