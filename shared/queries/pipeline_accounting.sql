-- What became of the events of each day (by processing time, UTC): archived, copies of archived ones, failed by stage.
-- Copies are those in files that landed and have not expired yet; not_curated are events of such files that the curated table
-- does not have: all of the last hours, and none of before.
-- Events whose own time lies more than 30 days before :since are not counted: they lie in the files of those days.
with archived as (
  select cast(processed_at as date) as day, count(distinct event_id) as events
  from events_stored
  where dt between date_format(cast(:since as date) - interval '30' day, '%Y-%m-%d') and :until
    and cast(processed_at as date) between cast(:since as date) and cast(:until as date)
  group by cast(processed_at as date)
),
landed as (
  select dt, hour, event_id, cast(processed_at as date) as day
  from events
  where dt between date_format(cast(:since as date) - interval '30' day, '%Y-%m-%d') and :until
    and cast(processed_at as date) between cast(:since as date) and cast(:until as date)
),
copied as (
  select day, count(*) - count(distinct event_id) as copies
  from landed
  group by day
),
curated as (
  select dt, hour, event_id
  from curated_events
  where dt between date_format(cast(:since as date) - interval '30' day, '%Y-%m-%d') and :until
),
waiting as (
  select l.day, count(distinct l.event_id) as events
  from landed as l
  left join curated as c on c.dt = l.dt and c.hour = l.hour and c.event_id = l.event_id
  where c.event_id is null
  group by l.day
),
failures as (
  -- A failure has a row for each delivery and replay; one that is a pack of lines stands for all of them.
  select dt, failure_id, stage, max(overlap) as overlap, max(coalesce(lines, 1)) as lines
  from failed_events
  -- What cannot be explored (search) is archived all the same.
  where dt between :since and :until and stage <> 'search'
  group by dt, failure_id, stage
),
failed as (
  -- Of the failed ones, those that perhaps were processed may be archived as well, and those that were replayed are.
  select
    cast(dt as date) as day,
    sum(lines) as failed,
    sum(lines) filter (where overlap is not null) as perhaps_processed,
    sum(lines) filter (where stage = 'produce') as failed_produce,
    sum(lines) filter (where stage = 'decode') as failed_decode,
    sum(lines) filter (where stage = 'validate') as failed_validate,
    sum(lines) filter (where stage = 'enrich') as failed_enrich,
    sum(lines) filter (where stage = 'predict') as failed_predict,
    sum(lines) filter (where stage = 'archive') as failed_archive
  from failures
  group by cast(dt as date)
)
select
  coalesce(a.day, f.day) as day,
  coalesce(a.events, 0) as archived,
  coalesce(c.copies, 0) as copies,
  coalesce(w.events, 0) as not_curated,
  coalesce(f.failed, 0) as failed,
  coalesce(f.perhaps_processed, 0) as perhaps_processed,
  coalesce(f.failed_produce, 0) as failed_produce,
  coalesce(f.failed_decode, 0) as failed_decode,
  coalesce(f.failed_validate, 0) as failed_validate,
  coalesce(f.failed_enrich, 0) as failed_enrich,
  coalesce(f.failed_predict, 0) as failed_predict,
  coalesce(f.failed_archive, 0) as failed_archive
from archived as a
full outer join failed as f on f.day = a.day
left join copied as c on c.day = a.day
left join waiting as w on w.day = a.day
order by day
