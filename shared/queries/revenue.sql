-- Orders and what they brought, by day (UTC), currency and source.
-- Columns: day; currency (ISO 4217; null where the orders name none); source; orders (counted once by order_id); revenue
-- (value of the goods: without tax and shipping, after discount), tax, shipping, discount and average_order_value, all in
-- currency and null where no order names them; revenue_base (revenue in the currency of the table of rates, where it has
-- one). An order counts on the day of its first report.
-- As in GA4 (transactions, purchase revenue, average purchase revenue), but the average is over the orders that name an
-- amount, and currencies are never added up.
select
  cast(dt as date) as day,
  currency,
  source,
  count(*) as orders,
  round(sum(value), 2) as revenue,
  round(sum(tax), 2) as tax,
  round(sum(shipping), 2) as shipping,
  round(sum(discount), 2) as discount,
  round(avg(value), 2) as average_order_value,
  round(sum(value_base), 2) as revenue_base
from purchases
group by cast(dt as date), currency, source
order by day, currency, source
