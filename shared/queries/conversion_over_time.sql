-- Sessions, sessions with a purchase and their ratio, by the day on which the session started (UTC).
with sessions as (
  select
    min(dt) as day,
    count(*) filter (where event_name = 'purchase') as purchases,
    coalesce(sum(price * coalesce(quantity, 1)) filter (where event_name = 'purchase'), 0) as revenue
  from events_unique
  where coalesce(is_bot, false) = false and session_id is not null
  group by coalesce(user_id, anonymous_id), session_id
)
select
  day,
  count(*) as sessions,
  count(*) filter (where purchases > 0) as converted_sessions,
  round(cast(count(*) filter (where purchases > 0) as double) / count(*), 4) as conversion_rate,
  sum(revenue) as revenue
from sessions
group by day
order by day
