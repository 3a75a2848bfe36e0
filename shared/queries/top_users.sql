-- The 100 visitors with the most events, with their sessions, purchases and revenue.
-- Columns: visitor (a user, with what happened on his devices before he logged in; or a device where nobody ever did);
-- events; sessions; page_views; purchases (orders, counted once by order_id); revenue (value of the goods, in currency);
-- currency; revenue_base (in the currency of the table of rates; null unless it has a rate for each amount, 0 without
-- orders); first_seen and last_seen (UTC).
-- Money in several currencies is not added up: revenue and currency are then null, and the query orders has each order.
-- They are null, too, where no order names an amount.
with active as (
  select
    visitor,
    sum(events) as events,
    count(distinct session_device || ' ' || session_id) as sessions,
    sum(page_views) as page_views,
    min(event_time) as first_seen,
    max(last_event_time) as last_seen
  from sessions_active
  where coalesce(is_bot, false) = false
  group by visitor
),
bought as (
  select
    visitor,
    count(*) as purchases,
    case when count(distinct coalesce(currency, '')) = 1 then round(round(sum(value), 6), 2) end as revenue,
    case when count(distinct coalesce(currency, '')) = 1 then max(currency) end as currency,
    case when count(value) = count(value_base) then round(round(sum(value_base), 6), 2) end as revenue_base
  from purchases
  group by visitor
)
select
  a.visitor,
  a.events,
  a.sessions,
  a.page_views,
  coalesce(b.purchases, 0) as purchases,
  case when b.purchases is null then 0e0 else b.revenue end as revenue,
  b.currency,
  case when b.purchases is null then 0e0 else b.revenue_base end as revenue_base,
  a.first_seen,
  a.last_seen
from active as a
left join bought as b on b.visitor = a.visitor
order by a.events desc, a.visitor
limit 100
