import { wellKnownNames } from "../event/event-names.ts";
import {
  cyclic,
  type FeatureDefinition,
  flagNumber,
  logarithm,
  oneHot,
  roundedFeature,
} from "./encodings.ts";

/**
 * Every feature: what it means and how it follows from an enriched event, in the order of the columns.
 * A value that is missing has the same default everywhere, 0; where 0 could also be a real value, a `has_…` feature
 * tells the two apart. Only fields that the archive keeps unchanged are read, so that training sees the same numbers.
 * Every feature is a finite number, whatever the event holds: encodings clamp it (`encodings.ts`).
 * Any change here needs a new `featureVersion`.
 */
export const featureVersion = "3";

const feature = (meaning: string, of: FeatureDefinition["of"]): FeatureDefinition => ({ meaning, of });

const hour = cyclic(24);
const day = cyclic(7);

const time = {
  hour_sin: feature("sine of the hour in the user's time zone on a circle of 24", (e) =>
    hour.sin(e.hour_of_day),
  ),
  hour_cos: feature("cosine of the same", (e) => hour.cos(e.hour_of_day)),
  day_sin: feature("sine of the ISO day of the week on a circle of 7", (e) => day.sin(e.day_of_week)),
  day_cos: feature("cosine of the same", (e) => day.cos(e.day_of_week)),
  is_weekend: feature("Saturday or Sunday in the user's time zone", (e) => flagNumber(e.is_weekend)),
  is_late: feature("the event came more than the late limit after it happened", (e) => flagNumber(e.is_late)),
};

const action = {
  ...oneHot("event", wellKnownNames, "event_name is", (e) => e.event_name),
  event_other: feature("event_name is none of these", (e) =>
    flagNumber(!(wellKnownNames as readonly string[]).includes(e.event_name)),
  ),
};

const agent = {
  ...oneHot("device", ["desktop", "mobile", "tablet", "tv"], "device_category is", (e) => e.device_category),
  is_bot: feature("the agent calls itself a bot", (e) => flagNumber(e.is_bot)),
  is_signed_in: feature("the event names a user, not only a device", (e) =>
    flagNumber(e.user_id !== undefined),
  ),
};

const session = {
  has_session: feature("session figures are known", (e) => flagNumber(e.session_event_index !== undefined)),
  is_new_session: feature("the event opened its session", (e) => flagNumber(e.is_new_session)),
  session_index_log: feature("ln(1 + which session of the user)", (e) => logarithm(e.session_index)),
  session_events_log: feature("ln(1 + events of the session so far)", (e) =>
    logarithm(e.session_event_index),
  ),
  session_minutes_log: feature("ln(1 + minutes of the session so far)", (e) =>
    logarithm((e.session_duration_ms ?? 0) / 60_000),
  ),
  session_page_views_log: feature("ln(1 + page views so far)", (e) => logarithm(e.session_page_views)),
  session_product_views_log: feature("ln(1 + product views so far)", (e) =>
    logarithm(e.session_product_views),
  ),
  session_add_to_carts: feature("additions to the cart so far, at most 10", (e) =>
    Math.min(e.session_add_to_carts ?? 0, 10),
  ),
  session_purchases: feature("purchases so far, at most 10", (e) => Math.min(e.session_purchases ?? 0, 10)),
  session_cart_value_log: feature("ln(1 + value of the cart)", (e) => logarithm(e.session_cart_value)),
  seconds_since_last_log: feature("ln(1 + seconds since the session's event before)", (e) =>
    logarithm(e.seconds_since_last_event),
  ),
};

/** What the device's state knows of the time before the session. */
const history = {
  is_known_person: feature("the event names a user, or its device was linked to one", (e) =>
    flagNumber(e.user_id !== undefined || (e.person_id ?? e.anonymous_id) !== e.anonymous_id),
  ),
  has_history: feature("the device had a session before this one", (e) =>
    flagNumber(e.days_since_session !== undefined),
  ),
  sessions_before_log: feature("ln(1 + sessions of the device before this one)", (e) =>
    logarithm((e.session_index ?? 1) - 1),
  ),
  purchases_before: feature("purchases of the device before this session, at most 10", (e) =>
    Math.min(e.purchases_before ?? 0, 10),
  ),
  days_since_session_log: feature("ln(1 + days since the device's session before)", (e) =>
    logarithm(e.days_since_session),
  ),
};

const product = {
  has_product: feature("the event names a product", (e) => flagNumber(e.product_id !== undefined)),
  price_log: feature("ln(1 + price of a unit)", (e) => logarithm(e.price)),
  line_value_log: feature("ln(1 + what the event is worth: an order, its items, or price × quantity)", (e) =>
    logarithm(e.value),
  ),
};

const place = {
  has_geo: feature("the address has a place", (e) => flagNumber(e.geo_latitude !== undefined)),
  geo_latitude: feature("degrees north / 90", (e) => roundedFeature((e.geo_latitude ?? 0) / 90)),
  geo_longitude: feature("degrees east / 180", (e) => roundedFeature((e.geo_longitude ?? 0) / 180)),
  has_zip: feature("figures of the postal code are known", (e) => flagNumber(e.zip_population !== undefined)),
  zip_population_log: feature("ln(1 + inhabitants of the postal code)", (e) => logarithm(e.zip_population)),
  zip_median_income_log: feature("ln(1 + its median household income)", (e) =>
    logarithm(e.zip_median_income),
  ),
};

const media = ["internal", "search", "social", "email", "paid", "unknown"] as const;

const traffic = {
  ...oneHot("referrer", media, "referrer_medium is", (e) => e.referrer_medium),
  has_campaign: feature("the page address carries a campaign", (e) =>
    flagNumber(e.utm_campaign !== undefined || e.utm_source !== undefined),
  ),
};

export const definitions = {
  ...time,
  ...action,
  ...agent,
  ...session,
  ...history,
  ...product,
  ...place,
  ...traffic,
};

export type FeatureName = keyof typeof definitions;
