-- Sessions that reached each step of view, cart, checkout and purchase, or of other events, each step after the one before it.
-- Columns: step; name (the event that is the step; null where it is no well-known one and none came in the period);
-- sessions (that came so far within the period); share_of_first and share_of_previous (of the sessions of the first step
-- and of the one before, 0 to 1). GA4 calls it a closed funnel. :steps names the events.
with numbers as (
  select step
  from (values (1), (2), (3), (4), (5), (6), (7), (8)) as n (step)
),
reached as (
  select e.session_device, e.session_id, e.event_name, e.event_time, n.step
  from events_by_person as e
  cross join numbers as n
  where e.event_name = split_part(:steps, ',', n.step)
    and coalesce(e.is_bot, false) = false
    and e.session_id is not null
),
-- The steps of a session in their order, a digit each: 1123 saw, saw, put into the cart, went to the checkout.
walked as (
  select array_join(array_agg(cast(step as varchar) order by event_time, step), '') as path
  from reached
  group by session_device, session_id
),
at_1 as (select path, nullif(strpos(path, '1'), 0) as at_1 from walked),
at_2 as (select *, at_1 + nullif(strpos(substr(path, at_1 + 1), '2'), 0) as at_2 from at_1),
at_3 as (select *, at_2 + nullif(strpos(substr(path, at_2 + 1), '3'), 0) as at_3 from at_2),
at_4 as (select *, at_3 + nullif(strpos(substr(path, at_3 + 1), '4'), 0) as at_4 from at_3),
at_5 as (select *, at_4 + nullif(strpos(substr(path, at_4 + 1), '5'), 0) as at_5 from at_4),
at_6 as (select *, at_5 + nullif(strpos(substr(path, at_5 + 1), '6'), 0) as at_6 from at_5),
at_7 as (select *, at_6 + nullif(strpos(substr(path, at_6 + 1), '7'), 0) as at_7 from at_6),
at_8 as (select *, at_7 + nullif(strpos(substr(path, at_7 + 1), '8'), 0) as at_8 from at_7),
totals as (
  select
    count(at_1) as n_1,
    count(at_2) as n_2,
    count(at_3) as n_3,
    count(at_4) as n_4,
    count(at_5) as n_5,
    count(at_6) as n_6,
    count(at_7) as n_7,
    count(at_8) as n_8
  from at_8
),
counted as (
  select
    n.step,
    case n.step
      when 1 then t.n_1 when 2 then t.n_2 when 3 then t.n_3 when 4 then t.n_4
      when 5 then t.n_5 when 6 then t.n_6 when 7 then t.n_7 else t.n_8
    end as sessions
  from numbers as n
  cross join totals as t
  where split_part(:steps, ',', n.step) <> ''
),
names as (
  select event_name
  from (values
    ('page_view'), ('product_view'), ('search'), ('add_to_cart'), ('remove_from_cart'), ('begin_checkout'),
    ('purchase'), ('click')
  ) as w (event_name)
  union
  select event_name
  from events_in_period
),
named as (
  select n.step, w.event_name as name
  from numbers as n
  cross join names as w
  where w.event_name = split_part(:steps, ',', n.step)
)
select
  c.step,
  w.name,
  c.sessions,
  round(cast(c.sessions as double) / nullif(first_value(c.sessions) over (order by c.step), 0), 4) as share_of_first,
  round(cast(c.sessions as double) / nullif(lag(c.sessions) over (order by c.step), 0), 4) as share_of_previous
from counted as c
left join named as w on w.step = c.step
order by c.step
