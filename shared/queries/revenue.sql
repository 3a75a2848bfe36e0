-- Orders, what they brought, what was given back and what is left, by day (UTC), currency and source.
-- Columns: day; currency (ISO 4217; null where the events name none); source; orders (counted once by order_id); revenue
-- (value of the goods: without tax and shipping, after discount), tax, shipping, discount and average_order_value, all in
-- currency and null where no order names them; revenue_base (revenue in the currency of the table of rates, null unless
-- it has a rate for each amount, 0 without orders); refunds (events named refund); refunded (their value in currency, null
-- where none names one); net_revenue (revenue less refunded, null where one of the two is not known) and net_revenue_base.
-- An order counts on the day of its first report, a refund on its own day, each event of it: an order may be given back in
-- parts.
-- As in GA4 (transactions, purchase revenue, average purchase revenue, refund amount), but revenue there is already less what
-- was refunded, the average is over the orders that name an amount, and currencies are never added up.
with booked as (
  select dt, currency, source, true as is_order, value, tax, shipping, discount, value_base
  from purchases
  union all
  select
    dt,
    currency,
    source,
    false as is_order,
    abs(value) as value,
    cast(null as double) as tax,
    cast(null as double) as shipping,
    cast(null as double) as discount,
    abs(value_base) as value_base
  from refunds_in_period
),
-- The last digits of a sum of binary fractions depend on the order of its rows: without them, half a cent always goes the
-- same way.
summed as (
  select
    cast(dt as date) as day,
    currency,
    source,
    count(*) filter (where is_order) as orders,
    round(sum(value) filter (where is_order), 6) as revenue,
    round(sum(tax), 6) as tax,
    round(sum(shipping), 6) as shipping,
    round(sum(discount), 6) as discount,
    round(avg(value) filter (where is_order), 6) as average_order_value,
    case
      when count(value) filter (where is_order) = count(value_base) filter (where is_order)
        then round(sum(value_base) filter (where is_order), 6)
    end as revenue_base,
    count(*) filter (where not is_order) as refunds,
    round(sum(value) filter (where not is_order), 6) as refunded,
    case
      when count(value) filter (where not is_order) = count(value_base) filter (where not is_order)
        then round(sum(value_base) filter (where not is_order), 6)
    end as refunded_base
  from booked
  group by cast(dt as date), currency, source
),
-- Of nothing the sum is 0, and of what names no amount it is not known.
known as (
  select
    day,
    currency,
    source,
    orders,
    case when orders = 0 then 0e0 else revenue end as revenue,
    tax,
    shipping,
    discount,
    average_order_value,
    case when orders = 0 then 0e0 else revenue_base end as revenue_base,
    refunds,
    case when refunds = 0 then 0e0 else refunded end as refunded,
    case when refunds = 0 then 0e0 else refunded_base end as refunded_base
  from summed
)
select
  day,
  currency,
  source,
  orders,
  round(revenue, 2) as revenue,
  round(tax, 2) as tax,
  round(shipping, 2) as shipping,
  round(discount, 2) as discount,
  round(average_order_value, 2) as average_order_value,
  round(revenue_base, 2) as revenue_base,
  refunds,
  round(refunded, 2) as refunded,
  round(revenue - refunded, 2) as net_revenue,
  round(revenue_base - refunded_base, 2) as net_revenue_base
from known
order by day, currency, source
