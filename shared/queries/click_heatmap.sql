-- Clicks by page and place: twentieths of the viewport's width across, steps of 100 CSS pixels down; the 1000 places with most clicks.
-- Clicks beside the viewport count at its edges, and those further down than a million pixels at a million.
select
  page_host,
  page_path,
  cast(floor(greatest(0e0, least(x / viewport_w, 0.999e0)) * 20) as integer) * 5 as x_percent,
  cast(floor(greatest(-1e6, least(y, 1e6)) / 100) as integer) * 100 as y_pixels,
  count(*) as clicks,
  count(distinct visitor) as visitors,
  min(element) as element
from events_by_person
where event_name = 'click'
  and coalesce(is_bot, false) = false
  and x is not null
  and y is not null
  and viewport_w > 0
group by
  page_host,
  page_path,
  cast(floor(greatest(0e0, least(x / viewport_w, 0.999e0)) * 20) as integer) * 5,
  cast(floor(greatest(-1e6, least(y, 1e6)) / 100) as integer) * 100
order by clicks desc, page_host, page_path, x_percent, y_pixels
limit 1000
