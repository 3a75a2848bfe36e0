-- Products that were bought together: pairs within one order, the most frequent 1000 first.
-- Columns: product_a and product_b (product_id, else name); orders (with both, each counted once by order_id); support
-- (their share of all orders that name a product); confidence_a_to_b and confidence_b_to_a (the share of the orders with
-- the one that have the other, too); lift (how many times more often than if they were bought independently: above 1 they
-- attract each other). GA4 has no such report; the terms are those of market basket analysis.
with ordered as (
  select event_id, product_id, items
  from purchases
),
lines as (
  select e.event_id, coalesce(i.product_id, i.name) as product
  from ordered as e
  cross join unnest(e.items) as i(product_id, name, brand, category, variant, price, quantity)
  union all
  select event_id, product_id as product
  from ordered
  where coalesce(cardinality(items), 0) = 0
),
bought as (
  select distinct event_id, product
  from lines
  where product is not null
),
totals as (
  select count(distinct event_id) as orders
  from bought
),
singles as (
  select product, count(*) as orders
  from bought
  group by product
),
pairs as (
  select a.product as product_a, b.product as product_b, count(*) as orders
  from bought as a
  join bought as b on b.event_id = a.event_id and b.product > a.product
  group by a.product, b.product
)
select
  p.product_a,
  p.product_b,
  p.orders,
  round(cast(p.orders as double) / t.orders, 4) as support,
  round(cast(p.orders as double) / a.orders, 4) as confidence_a_to_b,
  round(cast(p.orders as double) / b.orders, 4) as confidence_b_to_a,
  round(cast(p.orders as double) * t.orders / a.orders / b.orders, 4) as lift
from pairs as p
join singles as a on a.product = p.product_a
join singles as b on b.product = p.product_b
cross join totals as t
order by p.orders desc, lift desc, p.product_a, p.product_b
limit 1000
