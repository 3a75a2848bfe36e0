-- Events and visitors by what sent them: browser, app, library (of a server or script) or bot, with the share of all events.
-- left_out says whether the other queries leave such events out, as they do with those of bots.
select
  coalesce(agent_kind, case when is_bot then 'bot' else 'unknown' end) as agent_kind,
  coalesce(is_bot, false) as left_out,
  count(*) as events,
  count(distinct visitor) as visitors,
  round(cast(count(*) as double) / sum(count(*)) over (), 4) as share_of_events
from events_by_person
group by coalesce(agent_kind, case when is_bot then 'bot' else 'unknown' end), coalesce(is_bot, false)
order by events desc, agent_kind
