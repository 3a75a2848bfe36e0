-- Failed events by stage and reason: how many, whether a replay can succeed unchanged, from when to when.
select
  stage,
  reason,
  category,
  retryable,
  count(distinct failure_id) as events,
  count(distinct failure_id) filter (where overlap is not null) as perhaps_processed,
  count(distinct failure_id) filter (where replay_count > 0) as failed_again,
  min(failed_at) as first_failed_at,
  max(failed_at) as last_failed_at,
  max_by(component_version, failed_at) as latest_version
from failed_events
group by stage, reason, category, retryable
order by events desc, stage, reason
