-- Sessions by a trait of theirs: how many, of whom, how many left at once, how far they came and what they bought; the 1000 most frequent values.
-- Columns: trait (its value; null where it is not known); sessions; share_of_sessions (0 to 1); visitors; new_sessions (the
-- first of their device, where sessions are numbered); bounce_rate (share of the sessions with a page view that had one
-- alone); average_seconds (from first to last event); with_product_view, with_add_to_cart and with_checkout (sessions with
-- such an event, in any order); converted_sessions (with at least one purchase); conversion_rate (their share, 0 to 1);
-- cart_abandonment (share of the sessions with_add_to_cart without a purchase); orders (counted once by order_id);
-- revenue (value of the goods, in currency); currency (ISO 4217); revenue_base (in the currency of the table of rates; null
-- unless it has a rate for each amount, 0 without orders).
-- :trait is channel, source, medium or campaign (of the session's last touch that was not direct, as attribution names it:
-- a session without one has the source direct, and a touch that names no source is unknown),
-- landing (its first page: host and path), or the first that its events name of device, os, browser, country, locale,
-- platform and app (app_id); or visit: new, for the first session of its device, else returning.
-- Money in several currencies is not added up: revenue and currency are then null, and revenue_base has all of it or
-- is null. They are null, too, where no order names an amount. A server's report is part of its session, and tells no trait of it.
with traits as (
  select trait
  from (values
    ('channel'), ('source'), ('medium'), ('campaign'), ('landing'), ('device'), ('os'), ('browser'), ('country'),
    ('locale'), ('platform'), ('app'), ('visit')
  ) as t (trait)
  where trait = :trait
),
visits as (
  select
    e.session_device,
    e.session_id,
    e.visitor,
    e.event_name,
    e.event_time,
    e.event_id,
    e.session_index,
    t.trait in ('channel', 'source', 'medium', 'campaign') as is_touch,
    -- What a server reports has a session state of its own, which knows nothing of the visit.
    coalesce(e.anonymous_id, e.user_id) = e.session_device as is_of_device,
    case t.trait
      when 'channel' then e.session_channel
      when 'source' then
        case
          when e.session_channel is null then null
          when coalesce(
            e.session_utm_source,
            e.session_utm_medium,
            e.session_utm_campaign,
            e.session_click_id_source,
            e.session_referrer_medium
          ) is null then 'direct'
          when coalesce(e.session_utm_source, e.session_utm_medium, e.session_utm_campaign) is null
            then coalesce(e.session_referrer_source, e.session_click_id_source, 'unknown')
          else coalesce(e.session_utm_source, 'unknown')
        end
      when 'medium' then
        case
          when coalesce(e.session_utm_source, e.session_utm_medium, e.session_utm_campaign) is null
            then e.session_referrer_medium
          else e.session_utm_medium
        end
      when 'campaign' then e.session_utm_campaign
      when 'landing' then coalesce(e.page_host, '') || e.page_path
      when 'device' then e.device_category
      when 'os' then e.os
      when 'browser' then e.browser
      when 'country' then e.geo_country
      when 'locale' then e.locale
      when 'platform' then e.platform
      when 'app' then e.app_id
      when 'visit' then case when e.session_index = 1 then 'new' when e.session_index > 1 then 'returning' end
    end as told
  from events_by_person as e
  cross join traits as t
  where coalesce(e.is_bot, false) = false and e.session_id is not null
),
known as (
  select
    session_device,
    session_id,
    max_by(visitor, row(event_time, event_id)) as visitor,
    -- A later touch without a campaign takes the one before from the session: an empty text, as DuckDB passes nulls over.
    case
      when is_touch then max_by(coalesce(told, ''), row(event_time, event_id)) filter (where is_of_device)
      else min_by(told, row(event_time, event_id)) filter (where is_of_device and told is not null)
    end as trait,
    min(session_index) as session_index,
    date_diff('millisecond', min(event_time), max(event_time)) as duration_ms,
    count(*) filter (where event_name = 'page_view') as page_views,
    count(*) filter (where event_name = 'product_view') as product_views,
    count(*) filter (where event_name = 'add_to_cart') as add_to_carts,
    count(*) filter (where event_name = 'begin_checkout') as checkouts
  from visits
  group by session_device, session_id, is_touch
),
bought as (
  select
    coalesce(k.trait, '') as trait, k.session_device, k.session_id, k.add_to_carts, p.value, p.value_base, p.currency
  from known as k
  join purchases as p on p.session_device = k.session_device and p.session_id = k.session_id
),
converted as (
  select
    trait,
    count(distinct session_device || ' ' || session_id) as sessions,
    count(distinct case when add_to_carts > 0 then session_device || ' ' || session_id end) as with_add_to_cart,
    count(*) as orders,
    case when count(distinct coalesce(currency, '')) = 1 then round(round(sum(value), 6), 2) end as revenue,
    case when count(distinct coalesce(currency, '')) = 1 then max(currency) end as currency,
    case when count(value) = count(value_base) then round(round(sum(value_base), 6), 2) end as revenue_base
  from bought
  group by trait
),
counted as (
  select
    coalesce(trait, '') as trait,
    count(*) as sessions,
    count(distinct visitor) as visitors,
    count(*) filter (where session_index = 1) as new_sessions,
    count(*) filter (where page_views = 1) as bounces,
    count(*) filter (where page_views > 0) as with_page_view,
    avg(cast(duration_ms as double)) / 1000 as average_seconds,
    count(*) filter (where product_views > 0) as with_product_view,
    count(*) filter (where add_to_carts > 0) as with_add_to_cart,
    count(*) filter (where checkouts > 0) as with_checkout
  from known
  group by coalesce(trait, '')
)
select
  nullif(c.trait, '') as trait,
  c.sessions,
  round(cast(c.sessions as double) / sum(c.sessions) over (), 4) as share_of_sessions,
  c.visitors,
  c.new_sessions,
  round(cast(c.bounces as double) / nullif(c.with_page_view, 0), 4) as bounce_rate,
  round(c.average_seconds, 1) as average_seconds,
  c.with_product_view,
  c.with_add_to_cart,
  c.with_checkout,
  coalesce(o.sessions, 0) as converted_sessions,
  round(cast(coalesce(o.sessions, 0) as double) / c.sessions, 4) as conversion_rate,
  round(1 - cast(coalesce(o.with_add_to_cart, 0) as double) / nullif(c.with_add_to_cart, 0), 4) as cart_abandonment,
  coalesce(o.orders, 0) as orders,
  case when o.orders is null then 0e0 else o.revenue end as revenue,
  o.currency,
  case when o.orders is null then 0e0 else o.revenue_base end as revenue_base
from counted as c
left join converted as o on o.trait = c.trait
order by c.sessions desc, c.trait
limit 1000
