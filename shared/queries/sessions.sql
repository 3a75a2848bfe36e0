-- One row a session: who, when, how long, what was seen and what was bought; the latest sessions first.
select
  session_id,
  coalesce(user_id, anonymous_id) as visitor,
  min(event_time) as started_at,
  cast(max(session_duration_ms) as double) / 1000 as duration_seconds,
  min_by(page_path, event_time) as entry_page,
  max(device_category) as device_category,
  count(*) as events,
  count(*) filter (where event_name = 'page_view') as page_views,
  count(*) filter (where event_name = 'product_view') as product_views,
  count(*) filter (where event_name = 'add_to_cart') as add_to_carts,
  count(*) filter (where event_name = 'purchase') as purchases,
  coalesce(sum(price * coalesce(quantity, 1)) filter (where event_name = 'purchase'), 0) as revenue
from events_unique
where coalesce(is_bot, false) = false and session_id is not null
group by session_id, coalesce(user_id, anonymous_id)
order by started_at desc, session_id
limit 1000
