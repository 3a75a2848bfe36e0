-- Failed events of the period that no replay and no other delivery brought into the archive: what is still to be mended, by stage, reason and version. Those of every day that is kept are counted by npm run replay.
-- A failure is closed when an archived event has its event_id, or names its failure_id as the one that it is a replay of
-- (metadata.replay_of), as events do that had no event_id when they failed. Of a failure of many lines as many are open as
-- were not archived. Events of the last 30 days before :since and of any day since then are looked through: where older
-- events are replayed or loaded, give a :since before them, or they seem open.
with failed as (
  select
    failure_id,
    stage,
    reason,
    max_by(component_version, failed_at) as version,
    max(event_id) as event_id,
    max(replay_count) as replays,
    max(overlap) as overlap,
    max(coalesce(lines, 1)) as lines,
    min(first_failed_at) as first_failed_at
  from failed_events
  -- The events of failed predictions are archived, and only the table of predictions knows more.
  -- Of somebody who was forgotten nothing is to be mended.
  where stage not in ('predict', 'search') and reason <> 'forgotten' and dt between :since and :until
  group by failure_id, stage, reason
),
stored as (
  select
    event_id,
    case when contains(map_keys(metadata), 'replay_of') then metadata['replay_of'] end as replay_of
  from events_stored
  where dt >= date_format(cast(:since as date) - interval '30' day, '%Y-%m-%d')
),
archived as (
  select distinct event_id
  from stored
),
replayed as (
  select replay_of, count(distinct event_id) as events
  from stored
  where replay_of is not null
  group by replay_of
),
left_open as (
  select
    f.stage,
    f.reason,
    f.version,
    f.replays,
    f.overlap,
    f.first_failed_at,
    greatest(f.lines - coalesce(r.events, 0), 0) as lines
  from failed as f
  left join archived as a on a.event_id = f.event_id
  left join replayed as r on r.replay_of = f.failure_id
  where a.event_id is null
)
select
  stage,
  reason,
  version,
  sum(lines) as events,
  coalesce(sum(lines) filter (where replays > 0), 0) as replayed_in_vain,
  coalesce(sum(lines) filter (where overlap is not null), 0) as perhaps_processed,
  min(first_failed_at) as oldest
from left_open
where lines > 0
group by stage, reason, version
order by events desc, stage, reason, version
