-- The visitors with the most events, with their sessions, purchases and revenue.
select
  coalesce(user_id, anonymous_id) as visitor,
  count(*) as events,
  count(distinct session_id) as sessions,
  count(*) filter (where event_name = 'page_view') as page_views,
  count(*) filter (where event_name = 'purchase') as purchases,
  coalesce(sum(price * coalesce(quantity, 1)) filter (where event_name = 'purchase'), 0) as revenue,
  min(event_time) as first_seen,
  max(event_time) as last_seen
from events_unique
where coalesce(is_bot, false) = false
group by coalesce(user_id, anonymous_id)
order by events desc, visitor
limit 100
