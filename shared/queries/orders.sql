-- One row an order: who bought when, in which session, what and for how much; the latest 1000 orders first.
-- Columns: order_id (null where the source names none); ordered_at (UTC); visitor; session_id; source; products (kinds)
-- and units; revenue (value of the goods: without tax and shipping, after discount), tax, shipping and discount in
-- currency; currency (ISO 4217); revenue_base (in the currency of the table of rates); coupon; reports (purchase events that named the order).
-- As GA4 does with transaction_id, the first of the events that name the same order_id counts, and each event without one;
-- here also when page and server report it for two visitors, whom GA4 counts apart.
with bought as (
  select
    event_id,
    event_time,
    order_id,
    visitor,
    session_id,
    source,
    product_id,
    quantity,
    items,
    value,
    value_base,
    tax,
    shipping,
    discount,
    currency,
    coupon
  from purchases
),
lines as (
  select e.event_id, coalesce(i.product_id, i.name) as product, coalesce(i.quantity, 1) as units
  from bought as e
  cross join unnest(e.items) as i(product_id, name, brand, category, variant, price, quantity)
),
listed as (
  select event_id, count(distinct product) as products, sum(units) as units
  from lines
  group by event_id
),
reported as (
  select order_id, sum(reports) as reports
  from orders_in_period
  where order_id <> ''
  group by order_id
)
select
  nullif(p.order_id, '') as order_id,
  p.event_time as ordered_at,
  p.visitor,
  p.session_id,
  p.source,
  coalesce(l.products, case when p.product_id is not null then 1 end) as products,
  coalesce(l.units, case when p.product_id is not null then coalesce(p.quantity, 1) end) as units,
  round(p.value, 2) as revenue,
  round(p.tax, 2) as tax,
  round(p.shipping, 2) as shipping,
  round(p.discount, 2) as discount,
  p.currency,
  round(p.value_base, 2) as revenue_base,
  p.coupon,
  coalesce(r.reports, 1) as reports
from bought as p
left join listed as l on l.event_id = p.event_id
left join reported as r on r.order_id = p.order_id
order by p.event_time desc, p.order_id, p.event_id
limit 1000
