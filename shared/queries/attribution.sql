-- Orders and revenue by what brought the buyer: the first and the last touch within 30 days before the purchase.
-- Columns: touch (first or last); channel, source, medium and campaign of that touch; currency (ISO 4217); orders (counted once by
-- order_id); revenue (value of the goods, in currency); revenue_base (in the currency of the table of rates; null
-- unless it has a rate for each amount). Every order stands once under first and once under last.
-- A touch is what the sessions of the person, on any device, say of how they were reached (session_utm_*, session_referrer_*,
-- session_click_id_source): a page with a campaign or a marked click, wherever in the session, or the referrer of its first
-- page. Source is then the utm_source, else the referrer_source (a name, else a host); medium the utm_medium, else the referrer_medium.
-- Events that were archived before sessions said so are read by their own utm_* and referrer_*, and have no channel.
-- Reads 30 days before :since, too.
-- As in GA4 direct visits do not count (last non-direct touch). An order without any touch stands under the source direct,
-- and under the channel that its session has then: Direct, unless the table of channels names it otherwise. A touch that
-- names no source stands under unknown.
with visits as (
  select *
  from events_by_person
  where coalesce(is_bot, false) = false
),
arrivals as (
  select
    event_id,
    visitor,
    event_time,
    utm_source,
    utm_medium,
    utm_campaign,
    referrer_medium,
    coalesce(referrer_source, nullif(lower(regexp_extract(page_referrer, '^\w+://([^/?#:]+)', 1)), '')) as referrer,
    row_number() over (
      partition by session_device, session_id
      order by event_time, session_event_index, event_id
    ) as position
  from visits
  where session_channel is null
    and coalesce(utm_source, utm_medium, utm_campaign, referrer_medium) is not null
),
-- Direct sessions are among them, and come behind all others: an order is theirs where there is nothing else.
touches as (
  select
    min(event_id) as event_id,
    visitor,
    min(event_time) as event_time,
    coalesce(
      session_utm_source,
      session_utm_medium,
      session_utm_campaign,
      session_click_id_source,
      session_referrer_medium
    ) is null as is_direct,
    session_channel as channel,
    case
      when coalesce(
        session_utm_source,
        session_utm_medium,
        session_utm_campaign,
        session_click_id_source,
        session_referrer_medium
      ) is null then 'direct'
      when coalesce(session_utm_source, session_utm_medium, session_utm_campaign) is null
        then coalesce(session_referrer_source, session_click_id_source, 'unknown')
      else coalesce(session_utm_source, 'unknown')
    end as source,
    case
      when coalesce(session_utm_source, session_utm_medium, session_utm_campaign) is null then session_referrer_medium
      else session_utm_medium
    end as medium,
    session_utm_campaign as campaign
  from visits
  where session_channel is not null
  group by
    visitor,
    session_device,
    session_id,
    session_channel,
    session_utm_source,
    session_utm_medium,
    session_utm_campaign,
    session_click_id_source,
    session_referrer_source,
    session_referrer_medium
  union all
  select
    event_id,
    visitor,
    event_time,
    false as is_direct,
    cast(null as varchar) as channel,
    coalesce(
      case when coalesce(utm_source, utm_medium, utm_campaign) is null then referrer else utm_source end,
      'unknown'
    ) as source,
    case when coalesce(utm_source, utm_medium, utm_campaign) is null then referrer_medium else utm_medium end as medium,
    utm_campaign as campaign
  from arrivals
  where coalesce(utm_source, utm_medium, utm_campaign) is not null
    or (position = 1 and referrer_medium <> 'internal')
),
ranked as (
  select
    p.event_id,
    p.currency,
    p.value,
    p.value_base,
    coalesce(t.source, 'direct') as source,
    t.channel,
    t.medium,
    t.campaign,
    row_number() over (partition by p.event_id order by t.is_direct, t.event_time, t.event_id) as from_first,
    row_number() over (partition by p.event_id order by t.is_direct, t.event_time desc, t.event_id desc) as from_last
  from purchases as p
  left join touches as t
    on t.visitor = p.visitor
    and t.event_time <= p.event_time
    and t.event_time >= p.event_time - interval '30' day
  where p.dt >= :since
)
select
  k.touch,
  r.channel,
  r.source,
  r.medium,
  r.campaign,
  r.currency,
  count(*) as orders,
  round(round(sum(r.value), 6), 2) as revenue,
  case when count(r.value) = count(r.value_base) then round(round(sum(r.value_base), 6), 2) end as revenue_base
from ranked as r
cross join (values ('first'), ('last')) as k (touch)
where (k.touch = 'first' and r.from_first = 1) or (k.touch = 'last' and r.from_last = 1)
group by k.touch, r.channel, r.source, r.medium, r.campaign, r.currency
order by touch, orders desc, channel, source, medium, campaign, currency
