-- Failed events by stage and reason: how many, whether a replay can succeed unchanged, from when to when.
with failures as (
  -- A failure has a row for each delivery and replay; one that is a pack of lines stands for all of them.
  select
    stage,
    reason,
    category,
    retryable,
    max(coalesce(lines, 1)) as lines,
    max(overlap) as overlap,
    max(replay_count) as replays,
    min(failed_at) as first_failed_at,
    max(failed_at) as last_failed_at,
    max_by(component_version, failed_at) as version
  from failed_events
  where dt between :since and :until
  group by stage, reason, category, retryable, failure_id
)
select
  stage,
  reason,
  category,
  retryable,
  sum(lines) as events,
  coalesce(sum(lines) filter (where overlap is not null), 0) as perhaps_processed,
  coalesce(sum(lines) filter (where replays > 0), 0) as failed_again,
  min(first_failed_at) as first_failed_at,
  max(last_failed_at) as last_failed_at,
  max_by(version, last_failed_at) as latest_version
from failures
group by stage, reason, category, retryable
order by events desc, stage, reason
