-- Where visitors go from each page in a session: the 1000 most frequent next pages, and how often the session ends.
-- Columns: page and next_page (host and path; next_page is null where the session ends); times; share (of all times that
-- the page was left, 0 to 1).
-- Pages are those of page_view, product_view, search, begin_checkout and purchase events, in their order; the same page
-- several times in a row is one step. As in GA4's path exploration by page, within a session.
with pages as (
  select
    session_device,
    session_id,
    coalesce(page_host, '') || page_path as page,
    event_time,
    session_event_index,
    event_id
  from events_by_person
  where event_name in ('page_view', 'product_view', 'search', 'begin_checkout', 'purchase')
    and page_path is not null
    and session_id is not null
    and coalesce(is_bot, false) = false
),
compared as (
  select
    session_device,
    session_id,
    page,
    event_time,
    session_event_index,
    event_id,
    lag(page) over (
      partition by session_device, session_id
      order by event_time, session_event_index, event_id
    ) as previous_page
  from pages
),
steps as (
  select
    page,
    lead(page) over (
      partition by session_device, session_id
      order by event_time, session_event_index, event_id
    ) as next_page
  from compared
  where previous_page is null or previous_page <> page
)
select
  page,
  next_page,
  count(*) as times,
  round(cast(count(*) as double) / sum(count(*)) over (partition by page), 4) as share
from steps
group by page, next_page
order by times desc, page, next_page
limit 1000
