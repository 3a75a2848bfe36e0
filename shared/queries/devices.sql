-- Events, visitors and sessions by kind of device, operating system and browser, with the share of all events; bots are a kind, too.
select
  coalesce(device_category, 'unknown') as device_category,
  coalesce(os, 'unknown') as os,
  coalesce(browser, 'unknown') as browser,
  count(*) as events,
  count(distinct visitor) as visitors,
  count(distinct session_device || ' ' || session_id) as sessions,
  round(cast(count(*) as double) / sum(count(*)) over (), 4) as share_of_events
from events_by_person
group by coalesce(device_category, 'unknown'), coalesce(os, 'unknown'), coalesce(browser, 'unknown')
order by events desc, device_category, os, browser
