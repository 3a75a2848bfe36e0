-- How scores and features move from week to week, by model: a feature whose average leaves its place is a reason to train anew.
-- Columns: week (its first day, a Monday); model_version; feature_version; name (of a feature, or score); events (scored); average
-- and deviation (standard, of the sample) of it in the week; share_of_zero (events in which it is 0, 0 to 1); shift (of
-- the average from that of the first week of the period, in deviations of that week).
-- An event that was scored several times counts by its latest prediction. Weeks at the ends of the period count with the part in it.
with latest as (
  select
    event_id,
    dt,
    prediction,
    model_version,
    feature_version,
    features,
    row_number() over (partition by dt, event_id order by predicted_at desc) as copy
  from predictions
  where dt between :since and :until
),
scored as (
  select
    cast(date_trunc('week', cast(dt as date)) as date) as week,
    coalesce(model_version, 'unknown') as model_version,
    coalesce(feature_version, 'unknown') as feature_version,
    prediction,
    features
  from latest
  where copy = 1
),
totals as (
  select week, model_version, feature_version, count(*) as events
  from scored
  group by week, model_version, feature_version
),
listed as (
  select s.week, s.model_version, s.feature_version, f.name, cast(element_at(s.features, f.name) as double) as amount
  from scored as s
  cross join unnest(map_keys(s.features)) as f(name)
  union all
  select week, model_version, feature_version, 'score' as name, prediction as amount
  from scored
  where prediction is not null and prediction <> 0
),
-- Features that are 0 are not listed, and count all the same.
summed as (
  select week, model_version, feature_version, name, count(*) as listed, sum(amount) as total, sum(amount * amount) as squares
  from listed
  group by week, model_version, feature_version, name
),
weekly as (
  select
    s.week,
    s.model_version,
    s.feature_version,
    s.name,
    t.events,
    t.events - s.listed as zeros,
    s.total / t.events as average,
    sqrt(greatest(s.squares - s.total * s.total / t.events, 0e0) / nullif(t.events - 1, 0)) as deviation
  from summed as s
  join totals as t
    on t.week = s.week and t.model_version = s.model_version and t.feature_version = s.feature_version
)
select
  week,
  model_version,
  feature_version,
  name,
  events,
  round(average, 4) as average,
  round(deviation, 4) as deviation,
  round(cast(zeros as double) / events, 4) as share_of_zero,
  round(
    (average - first_value(average) over (partition by model_version, feature_version, name order by week))
      / nullif(first_value(deviation) over (partition by model_version, feature_version, name order by week), 0),
    4
  ) as shift
from weekly
order by model_version, feature_version, name, week
