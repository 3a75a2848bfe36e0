-- Products from view to cart to purchase, and what was sold of each, by currency; the 1000 with the most buyers.
-- Columns: product (product_id, else its name); name and category (as last named); views, carts (events of the product);
-- viewers, buyers (visitors); cart_to_view_rate and purchase_to_view_rate (visitors who added or bought it, per visitor
-- who viewed it); then of the sales in currency alone: orders (counted once by order_id), units, revenue (price × units).
-- A product that was sold in several currencies has a row for each, and views, carts, visitors and rates, which have no
-- currency, stand in all of them. Revenue is of the lines, before discounts of the whole order, and null without prices.
-- Item revenue and the two rates are as in GA4 (rates are of visitors, and pass 1 where more buy than look at the product's
-- page); views and carts are events here, and units in GA4.
with bought as (
  select event_id, event_time, visitor, currency, product_id, product_category, price, quantity, value, items
  from purchases
),
lines as (
  select
    e.event_id,
    e.event_time,
    e.visitor,
    e.currency,
    coalesce(i.product_id, i.name) as product,
    i.name,
    i.category,
    coalesce(i.quantity, 1) as units,
    i.price * coalesce(i.quantity, 1) as revenue
  from bought as e
  cross join unnest(e.items) as i(product_id, name, brand, category, variant, price, quantity)
  union all
  select
    event_id,
    event_time,
    visitor,
    currency,
    product_id as product,
    cast(null as varchar) as name,
    product_category as category,
    coalesce(quantity, 1) as units,
    coalesce(price * coalesce(quantity, 1), value) as revenue
  from bought
  where coalesce(cardinality(items), 0) = 0
),
-- What was looked at and put into carts, and each line that was bought.
shown as (
  select product, visitor, views, carts, 0 as purchases, name, name_time, category, category_time
  from products_seen
  where coalesce(is_bot, false) = false
  union all
  select product, visitor, 0 as views, 0 as carts, 1 as purchases, name, event_time, category, event_time
  from lines
  where product is not null
),
seen as (
  select
    product,
    max_by(name, row(name_time, name)) filter (where name is not null) as name,
    max_by(category, row(category_time, category)) filter (where category is not null) as category,
    sum(views) as views,
    sum(carts) as carts,
    count(distinct case when views > 0 then visitor end) as viewers,
    count(distinct case when carts > 0 then visitor end) as adders,
    count(distinct case when purchases > 0 then visitor end) as buyers
  from shown
  group by product
),
sold as (
  select
    product,
    currency,
    count(distinct event_id) as orders,
    sum(units) as units,
    round(round(sum(revenue), 6), 2) as revenue
  from lines
  group by product, currency
)
select
  s.product,
  s.name,
  s.category,
  s.views,
  s.carts,
  s.viewers,
  s.buyers,
  round(cast(s.adders as double) / nullif(s.viewers, 0), 4) as cart_to_view_rate,
  round(cast(s.buyers as double) / nullif(s.viewers, 0), 4) as purchase_to_view_rate,
  b.currency,
  coalesce(b.orders, 0) as orders,
  coalesce(b.units, 0) as units,
  case when b.orders is null then 0e0 else b.revenue end as revenue
from seen as s
left join sold as b on b.product = s.product
order by s.buyers desc, s.viewers desc, s.product, b.currency
limit 1000
