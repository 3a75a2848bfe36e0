-- Visitors by the day, week or month of the period in which they came first, and the share of them that came back after it.
-- Columns: cohort (its first day; weeks begin on Monday); visitors (of the cohort); number (of days, weeks or months after
-- it, 0 for the cohort's own); active_visitors (of the cohort, then); retention (their share, 0 to 1). :unit says which.
-- A cohort has the visitors whose first session of all is in the period: those whose device had sessions before it are
-- left out, as far as their sessions are numbered (session_index).
with active as (
  select
    e.visitor,
    cast(date_trunc(u.unit, cast(e.dt as date)) as date) as start,
    min(e.session_index) as session_index
  from events_by_person as e
  cross join (values ('day'), ('week'), ('month')) as u (unit)
  where u.unit = :unit and coalesce(e.is_bot, false) = false
  group by e.visitor, cast(date_trunc(u.unit, cast(e.dt as date)) as date)
),
cohorts as (
  select visitor, min(start) as cohort
  from active
  group by visitor
  having coalesce(min(session_index), 1) = 1
),
sizes as (
  select cohort, count(*) as visitors
  from cohorts
  group by cohort
),
units as (
  select unit
  from (values ('day'), ('week'), ('month')) as u (unit)
  where unit = :unit
)
select
  c.cohort,
  s.visitors,
  date_diff(u.unit, c.cohort, a.start) as number,
  count(*) as active_visitors,
  round(cast(count(*) as double) / s.visitors, 4) as retention
from cohorts as c
join active as a on a.visitor = c.visitor
join sizes as s on s.cohort = c.cohort
cross join units as u
group by c.cohort, s.visitors, date_diff(u.unit, c.cohort, a.start)
order by c.cohort, number
