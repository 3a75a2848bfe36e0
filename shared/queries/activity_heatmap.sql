-- Activity by day of the week (1 is Monday) and hour of the day, both in the visitor's own time zone.
select
  day_of_week,
  hour_of_day,
  count(*) as events,
  count(distinct visitor) as visitors,
  count(distinct session_device || ' ' || session_id) as sessions
from events_by_person
where coalesce(is_bot, false) = false and day_of_week is not null and hour_of_day is not null
group by day_of_week, hour_of_day
order by day_of_week, hour_of_day
