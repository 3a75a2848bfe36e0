-- One row a session: who, when, how long, what was seen and what was bought; the latest 1000 sessions first.
-- Columns: session_id and session_device (together they name the session); visitor (the one known last in it);
-- started_at (UTC); duration_seconds (from its first to its last event); entry_page (path of its first page);
-- device_category; events; page_views; product_views; add_to_carts; purchases (orders, counted once by order_id);
-- revenue (value of the goods, in currency); currency; revenue_base (in the currency of the table of rates;
-- null unless it has a rate for each amount, 0 without orders).
-- What a server reports for the session is part of it. Money in several currencies is not added up: revenue and currency
-- are then null, and the query orders has each. They are null, too, where no order names an amount.
with visits as (
  select
    session_id,
    session_device,
    max_by(visitor, row(last_event_time, visitor)) as visitor,
    min(event_time) as started_at,
    cast(date_diff('millisecond', min(event_time), max(last_event_time)) as double) / 1000 as duration_seconds,
    min_by(page_path, row(page_time, page_path)) filter (where page_path is not null) as entry_page,
    max(device_category) as device_category,
    sum(events) as events,
    sum(page_views) as page_views,
    sum(product_views) as product_views,
    sum(add_to_carts) as add_to_carts
  from sessions_active
  where coalesce(is_bot, false) = false and session_id is not null
  group by session_id, session_device
),
bought as (
  select
    session_id,
    session_device,
    count(*) as purchases,
    case when count(distinct coalesce(currency, '')) = 1 then round(round(sum(value), 6), 2) end as revenue,
    case when count(distinct coalesce(currency, '')) = 1 then max(currency) end as currency,
    case when count(value) = count(value_base) then round(round(sum(value_base), 6), 2) end as revenue_base
  from purchases
  where session_id is not null
  group by session_id, session_device
)
select
  v.session_id,
  v.session_device,
  v.visitor,
  v.started_at,
  v.duration_seconds,
  v.entry_page,
  v.device_category,
  v.events,
  v.page_views,
  v.product_views,
  v.add_to_carts,
  coalesce(b.purchases, 0) as purchases,
  case when b.purchases is null then 0e0 else b.revenue end as revenue,
  b.currency,
  case when b.purchases is null then 0e0 else b.revenue_base end as revenue_base
from visits as v
left join bought as b on b.session_id = v.session_id and b.session_device = v.session_device
order by v.started_at desc, v.session_id, v.session_device
limit 1000
