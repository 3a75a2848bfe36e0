-- Sessions, sessions with a purchase and their ratio, by the day on which the session started (UTC).
-- Columns: day; sessions; converted_sessions (with at least one purchase); conversion_rate (0 to 1, GA4's session
-- conversion rate); orders (counted once by order_id); revenue (value of the goods, in currency); currency;
-- revenue_base (in the currency of the table of rates; null unless it has a rate for each amount, 0 without orders).
-- Money in several currencies is not added up: on such a day revenue and currency are null, and the query revenue has a
-- row for each currency. They are null, too, where no order names an amount.
with visits as (
  select session_device, session_id, min(dt) as day
  from sessions_active
  where coalesce(is_bot, false) = false and session_id is not null
  group by session_device, session_id
),
bought as (
  select v.session_device, v.session_id, v.day, p.event_id, p.value, p.value_base, p.currency
  from visits as v
  join purchases as p on p.session_device = v.session_device and p.session_id = v.session_id
),
converted as (
  select
    day,
    count(distinct session_device || ' ' || session_id) as converted_sessions,
    count(*) as orders,
    case when count(distinct coalesce(currency, '')) = 1 then round(round(sum(value), 6), 2) end as revenue,
    case when count(distinct coalesce(currency, '')) = 1 then max(currency) end as currency,
    case when count(value) = count(value_base) then round(round(sum(value_base), 6), 2) end as revenue_base
  from bought
  group by day
),
counted as (
  select day, count(*) as sessions
  from visits
  group by day
)
select
  s.day,
  s.sessions,
  coalesce(c.converted_sessions, 0) as converted_sessions,
  round(cast(coalesce(c.converted_sessions, 0) as double) / s.sessions, 4) as conversion_rate,
  coalesce(c.orders, 0) as orders,
  case when c.orders is null then 0e0 else c.revenue end as revenue,
  c.currency,
  case when c.orders is null then 0e0 else c.revenue_base end as revenue_base
from counted as s
left join converted as c on c.day = s.day
order by s.day
