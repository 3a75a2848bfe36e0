-- Sessions that reached each step of view, cart, checkout and purchase, each step after the one before it in the same session.
with steps as (
  select session_device, session_id, event_name, event_time
  from events_by_person
  where event_name in ('product_view', 'add_to_cart', 'begin_checkout', 'purchase')
    and coalesce(is_bot, false) = false
    and session_id is not null
),
viewed as (
  select session_device, session_id, min(event_time) as reached_at
  from steps
  where event_name = 'product_view'
  group by session_device, session_id
),
carted as (
  select s.session_device, s.session_id, min(s.event_time) as reached_at
  from viewed as earlier
  join steps as s on s.session_device = earlier.session_device and s.session_id = earlier.session_id
  where s.event_name = 'add_to_cart' and s.event_time >= earlier.reached_at
  group by s.session_device, s.session_id
),
checked_out as (
  select s.session_device, s.session_id, min(s.event_time) as reached_at
  from carted as earlier
  join steps as s on s.session_device = earlier.session_device and s.session_id = earlier.session_id
  where s.event_name = 'begin_checkout' and s.event_time >= earlier.reached_at
  group by s.session_device, s.session_id
),
purchased as (
  select s.session_device, s.session_id, min(s.event_time) as reached_at
  from checked_out as earlier
  join steps as s on s.session_device = earlier.session_device and s.session_id = earlier.session_id
  where s.event_name = 'purchase' and s.event_time >= earlier.reached_at
  group by s.session_device, s.session_id
),
counted as (
  select 1 as step, 'view' as name, count(*) as sessions from viewed
  union all
  select 2 as step, 'cart' as name, count(*) as sessions from carted
  union all
  select 3 as step, 'checkout' as name, count(*) as sessions from checked_out
  union all
  select 4 as step, 'purchase' as name, count(*) as sessions from purchased
)
select
  step,
  name,
  sessions,
  round(cast(sessions as double) / nullif(first_value(sessions) over (order by step), 0), 4) as share_of_first,
  round(cast(sessions as double) / nullif(lag(sessions) over (order by step), 0), 4) as share_of_previous
from counted
order by step
