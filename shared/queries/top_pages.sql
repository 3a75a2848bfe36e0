-- The pages seen most, with the share of the sessions entering on a page that saw no other page view (bounce rate).
with views as (
  select
    visitor,
    page_host,
    page_path,
    page_views,
    row_number() over (
      partition by session_device, session_id
      order by event_time, session_event_index, page_host, page_path
    ) as position,
    sum(page_views) over (partition by session_device, session_id) as views_of_session
  from pages_seen
  where coalesce(is_bot, false) = false and session_id is not null
)
select
  page_host,
  page_path,
  sum(page_views) as page_views,
  count(distinct visitor) as visitors,
  count(*) filter (where position = 1) as entrances,
  count(*) filter (where views_of_session = 1) as bounces,
  round(
    cast(count(*) filter (where views_of_session = 1) as double)
      / nullif(count(*) filter (where position = 1), 0),
    4
  ) as bounce_rate
from views
group by page_host, page_path
order by page_views desc, page_host, page_path
limit 100
