-- How good the scores are, by model and tenths of the events by score: calibration, lift and AUC for a purchase in the session.
-- Columns: model_version; decile (10 has the highest scores; events of one score are in one of them, so that a model with
-- few different scores has fewer); events (scored, of sessions; no bots); lowest_score, highest_score and average_score;
-- purchase_rate (share of the events after which the session still had a purchase, 0 to 1: where
-- scores are probabilities, average_score comes close to it); lift (purchase_rate over that of all deciles); auc (of the
-- model: how often an event before a purchase has a higher score than another one; 0.5 is chance).
-- An event that was scored several times counts by its latest prediction that is a number. The label is that of npm run features
-- (purchase_in_session); sessions that are not over yet count as far as they have come. Where a purchase is the label,
-- a model that scores something else has no good figures here.
with scored as (
  select event_id, max_by(prediction, predicted_at) as score, max_by(model_version, predicted_at) as model_version
  from predictions
  where dt between :since and :until and prediction is not null
  group by event_id
),
visits as (
  select
    event_id,
    coalesce(
      max(case when event_name = 'purchase' then event_time end)
        over (partition by session_device, session_id) > event_time,
      false
    ) as is_positive
  from events_by_person
  where session_id is not null and coalesce(is_bot, false) = false
),
placed as (
  select
    s.model_version,
    s.score,
    cast(case when v.is_positive then 1 else 0 end as double) as positive,
    cast(count(*) over (partition by s.model_version) as double) as events,
    -- Of events with one score the mean of their places.
    cast(rank() over (partition by s.model_version order by s.score) as double)
      + cast(count(*) over (partition by s.model_version, s.score) - 1 as double) / 2 as place
  from scored as s
  join visits as v on v.event_id = s.event_id
),
labelled as (
  select model_version, score, positive, place, cast(ceiling(place * 10 / events) as integer) as decile
  from placed
),
models as (
  select
    model_version,
    avg(positive) as purchase_rate,
    (sum(place * positive) - sum(positive) * (sum(positive) + 1) / 2)
      / nullif(sum(positive) * (count(*) - sum(positive)), 0) as auc
  from labelled
  group by model_version
)
select
  l.model_version,
  l.decile,
  count(*) as events,
  round(min(l.score), 4) as lowest_score,
  round(max(l.score), 4) as highest_score,
  round(avg(l.score), 4) as average_score,
  round(avg(l.positive), 4) as purchase_rate,
  round(avg(l.positive) / nullif(max(m.purchase_rate), 0), 4) as lift,
  round(max(m.auc), 4) as auc
from labelled as l
join models as m on coalesce(m.model_version, '') = coalesce(l.model_version, '')
group by l.model_version, l.decile
order by l.model_version, l.decile
