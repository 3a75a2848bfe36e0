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
  -- The last digits of a sum of binary fractions depend on the order of its rows: without them, half a cent always goes
  -- the same way.
  round(round(sum(value), 6), 2) as revenue,
  round(round(sum(tax), 6), 2) as tax,
  round(round(sum(shipping), 6), 2) as shipping,
  round(round(sum(discount), 6), 2) as discount,
  round(round(avg(value), 6), 2) as average_order_value,
  round(round(sum(value_base), 6), 2) as revenue_base
from purchases
group by cast(dt as date), currency, source
order by day, currency, source
