-- Failed events whose event is not in the archive: what is still to be mended or replayed, by stage, reason and version.
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
  where stage <> 'predict'
  group by failure_id, stage, reason
),
archived as (
  select distinct event_id from events
)
select
  f.stage,
  f.reason,
  f.version,
  sum(f.lines) as events,
  coalesce(sum(f.lines) filter (where f.replays > 0), 0) as replayed_in_vain,
  coalesce(sum(f.lines) filter (where f.overlap is not null), 0) as perhaps_processed,
  min(f.first_failed_at) as oldest
from failed as f
left join archived as a on a.event_id = f.event_id
where a.event_id is null
group by f.stage, f.reason, f.version
order by events desc, f.stage, f.reason, f.version
