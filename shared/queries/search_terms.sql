-- What visitors searched for, what they found, and whether they looked on and bought afterwards; the 1000 top terms.
-- Columns: search_term (in small letters, without spaces around it); searches; sessions (in which it was searched for);
-- results (average number found, where the source names it as properties.results) and without_results (searches that
-- found 0); clicks and product_views (events in the same session between the search and the next one); click_through_rate
-- (searches that any of them followed, 0 to 1); orders (in the same session after the first search for the term, counted
-- once by order_id) and conversion_rate (sessions with such an order, 0 to 1).
-- An order counts for each term that was searched for before it. GA4 counts searches (view_search_results) alone.
with activity as (
  select
    session_device,
    session_id,
    event_name,
    event_time,
    lower(trim(search_term)) as search_term,
    case when contains(map_keys(properties), 'results') then try_cast(properties['results'] as double) end as results,
    sum(case when event_name = 'search' then 1 else 0 end) over (
      partition by session_device, session_id
      order by event_time, session_event_index, event_id
      rows unbounded preceding
    ) as search_number
  from events_by_person
  where event_name in ('search', 'click', 'product_view')
    and session_id is not null
    and coalesce(is_bot, false) = false
),
followed as (
  select
    session_device,
    session_id,
    search_number,
    max(search_term) filter (where event_name = 'search') as search_term,
    max(results) filter (where event_name = 'search') as results,
    min(event_time) as searched_at,
    count(*) filter (where event_name = 'click') as clicks,
    count(*) filter (where event_name = 'product_view') as product_views
  from activity
  where search_number > 0
  group by session_device, session_id, search_number
),
counted as (
  select
    search_term,
    count(*) as searches,
    count(distinct session_device || ' ' || session_id) as sessions,
    round(avg(results), 1) as results,
    count(*) filter (where results = 0) as without_results,
    sum(clicks) as clicks,
    sum(product_views) as product_views,
    count(*) filter (where clicks + product_views > 0) as searches_followed
  from followed
  where search_term <> ''
  group by search_term
),
searched as (
  select search_term, session_device, session_id, min(searched_at) as searched_at
  from followed
  where search_term <> ''
  group by search_term, session_device, session_id
),
bought as (
  select
    s.search_term,
    count(*) as orders,
    count(distinct s.session_device || ' ' || s.session_id) as sessions
  from searched as s
  join purchases as p
    on p.session_device = s.session_device
    and p.session_id = s.session_id
    and p.event_time >= s.searched_at
  group by s.search_term
)
select
  c.search_term,
  c.searches,
  c.sessions,
  c.results,
  c.without_results,
  c.clicks,
  c.product_views,
  round(cast(c.searches_followed as double) / c.searches, 4) as click_through_rate,
  coalesce(b.orders, 0) as orders,
  round(cast(coalesce(b.sessions, 0) as double) / c.sessions, 4) as conversion_rate
from counted as c
left join bought as b on b.search_term = c.search_term
order by c.searches desc, c.search_term
limit 1000
