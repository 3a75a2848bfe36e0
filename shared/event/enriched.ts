import Type from "typebox";
import { EVENT_BYTES } from "../limits.ts";
import { count, flag, key, long, personal, real, storedFields, text, textMap, utc } from "./fields.ts";
import { baseFields, type RawEvent } from "./raw.ts";

/** The fields that each step of enrichment gives. The steps run, and their fields are written, in this order. */
export const stepFields = {
  source: {
    // Not bounded by itself: metadata has no longest value, and an event that fits no record fails as oversize.
    source: text("metadata.source, else app_id; whole, as long as the event may be", EVENT_BYTES),
  },
  time: {
    event_time: utc(
      "client_created_at corrected for the client's clock where a server's receipt is known; never after received_at",
    ),
    processed_at: utc("When the event was enriched"),
    is_late: flag("event_time is more than 72 hours before the event was received"),
  },
  page: {
    page_host: text("Host of page_url", 253),
    page_path: personal("content", text("Path of page_url")),
  },
  campaign: {
    utm_source: personal("content", text("utm_source of page_url", 256)),
    utm_medium: personal("content", text("utm_medium of page_url", 256)),
    utm_campaign: personal("content", text("utm_campaign of page_url", 256)),
    utm_term: personal("content", text("utm_term of page_url", 256)),
    utm_content: personal("content", text("utm_content of page_url", 256)),
    utm_id: personal("content", text("utm_id of page_url", 256)),
    utm_source_platform: personal("content", text("utm_source_platform of page_url", 256)),
    utm_creative_format: personal("content", text("utm_creative_format of page_url", 256)),
    utm_marketing_tactic: personal("content", text("utm_marketing_tactic of page_url", 256)),
  },
  click: {
    click_id: personal(
      "content",
      text("Identity of the click by which its network recognises it, of page_url", 512),
    ),
    click_id_source: text("Parameter that has it: gclid, msclkid, fbclid, …", 32),
  },
  referrer: {
    referrer_medium: text("internal, search, social, email, paid, ai_assistant or unknown", 32),
    referrer_source: text("Google, Facebook, …", 64),
  },
  agent: {
    device_category: text("desktop, mobile, tablet, tv, console, wearable, bot or other", 16),
    os: text("Operating system", 64),
    browser: text("Browser", 64),
    is_bot: flag("The agent is a bot; absent of events without an agent, as of a server's reports"),
    agent_kind: text("What sent it: browser, app, library (of a server or script) or bot", 16),
  },
  address: {
    ip_hash: personal("content", text("Keyed hash of the address (HMAC-SHA-256, first 128 bits, hex)", 32)),
    ip_prefix: personal("content", text("The address cut to /24 (IPv4) or /48 (IPv6)", 48)),
  },
  geo: {
    geo_country: text("ISO 3166-1 alpha-2 country of the address", 2),
    geo_region: text("First-level subdivision of the address", 128),
    geo_city: text("City of the address", 128),
    geo_latitude: real("Degrees north"),
    geo_longitude: real("Degrees east"),
    geo_timezone: text("IANA time zone of the address", 64),
  },
  zip: {
    zip_state: text("State of the postal code", 64),
    zip_population: long("Inhabitants of the postal code area"),
    zip_median_income: real("Median household income of the postal code area"),
  },
  local_time: {
    hour_of_day: count("Hour of event_time in the user's time zone, 0–23"),
    day_of_week: count("Day of event_time in the user's time zone, ISO: 1 Monday – 7 Sunday"),
    is_weekend: flag("Saturday or Sunday in the user's time zone"),
  },
  order: {
    value: real("What the event is worth in currency: order_value, else its items, else price × quantity"),
  },
  money: {
    value_base: real(
      "value in the base currency of the table of rates, by the rate of event_time's day in UTC",
    ),
  },
  person: {
    person_id: personal(
      "identity",
      key("Who it was: user_id, else the user whom the device was last linked to, else anonymous_id"),
    ),
  },
  session: {
    session_id: personal(
      "content",
      key("The source's session, or one cut after 30 minutes idle or 24 hours"),
    ),
    session_index: count("Which session of the device this is, from 1"),
    session_started_at: utc("event_time of the first event of the session"),
    session_duration_ms: long("From the first to the latest event of the session so far, milliseconds"),
    seconds_since_last_event: real("Since the event before in this session; absent on the first"),
    is_new_session: flag("The event opened the session"),
    session_event_index: count("Which event of the session this is, from 1"),
    session_page_views: count("page_view events in the session so far"),
    session_product_views: count("product_view events in the session so far"),
    session_add_to_carts: count("add_to_cart events in the session so far"),
    session_purchases: count("purchase events in the session so far"),
    session_cart_value: real("Value of what is in the cart: added minus removed, 0 after a purchase"),
    purchases_before: count("purchase events of the device before this session"),
    days_since_session: real(
      "From the device's event before this session to its start, days; absent on its first session",
    ),
  },
  touch: {
    session_referrer_medium: text("referrer_medium of the session's last touch that was not direct", 32),
    session_referrer_source: text("referrer_source of that touch, else the host of its referrer", 253),
    session_utm_source: personal("content", text("utm_source of that touch", 256)),
    session_utm_medium: personal("content", text("utm_medium of that touch", 256)),
    session_utm_campaign: personal("content", text("utm_campaign of that touch", 256)),
    session_utm_term: personal("content", text("utm_term of that touch", 256)),
    session_utm_content: personal("content", text("utm_content of that touch", 256)),
    session_click_id_source: text("click_id_source of that touch", 32),
  },
  channel: {
    session_channel: text(
      "Channel of that touch by GA4's default channel groups, unless replaced; Direct without one",
      64,
    ),
  },
  fingerprint: {
    event_fingerprint: text("Hash of the event's content without its ids and transport times", 32),
  },
};

type StepFields = typeof stepFields;
export type StepName = keyof StepFields;
/** The fields of one step. */
export type FieldsOf<Step extends StepName> = StepFields[Step];

type AllAtOnce<Union> = (Union extends unknown ? (each: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

const givenFields = Object.assign({}, ...Object.values(stepFields)) as AllAtOnce<StepFields[StepName]>;

/** How enrichment went: the last fields of a line. */
const outcome = {
  enrichment_status: textMap(
    "Enrichment step → ok, stale, missing or error; fact that the source gave → given; attribute that did not fit → invalid or cut, with what it held under properties",
  ),
  pipeline_version: text("Version of the pipeline that enriched the event", 64),
};

const { ip: _replacedByHash, ...kept } = baseFields;

/** Every field of an archived event; `columns.ts` turns it into Glue columns and Parquet. */
export const enrichedFields = {
  ...storedFields(kept),
  received_at: Type.Optional(
    utc("When the first server took it; when the pipeline read it where metadata.received_at_from says so"),
  ),
  ...givenFields,
  ...outcome,
};

type Values<Fields extends Record<string, Type.TSchema>> = {
  [Name in keyof Fields]?: Type.Static<Fields[Name]>;
};

type Given = Values<typeof givenFields>;
type Outcome = Values<typeof outcome>;

/** An enriched event: the raw one without its address, with what enrichment found. */
export type EnrichedEvent = Omit<RawEvent, "ip" | keyof Given | keyof Outcome | "metadata" | "properties"> & {
  client_created_at: string;
  metadata?: Record<string, string>;
  properties?: Record<string, string>;
} & Given &
  Outcome &
  Required<Pick<Given, "event_time" | "processed_at"> & Pick<Outcome, "pipeline_version">>;
