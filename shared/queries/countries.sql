-- Events, visitors, sessions and orders by country, as far as an address or the event itself tells it; no bots.
-- Columns: country (ISO 3166-1 alpha-2, null where it is not known); events; visitors; sessions; orders (counted once by
-- order_id); share_of_events (0 to 1).
with active as (
  select
    geo_country as country,
    count(*) as events,
    count(distinct visitor) as visitors,
    count(distinct session_device || ' ' || session_id) as sessions
  from events_by_person
  where coalesce(is_bot, false) = false
  group by geo_country
),
bought as (
  select geo_country as country, count(*) as orders
  from purchases
  group by geo_country
)
select
  a.country,
  a.events,
  a.visitors,
  a.sessions,
  coalesce(b.orders, 0) as orders,
  round(cast(a.events as double) / sum(a.events) over (), 4) as share_of_events
from active as a
left join bought as b on coalesce(b.country, '') = coalesce(a.country, '')
order by a.visitors desc, a.events desc, a.country
