import { createHash, createHmac } from "node:crypto";
import { isIPv4 } from "node:net";
import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import type { KinesisStreamEvent, KinesisStreamRecord } from "aws-lambda";
import { isbot } from "isbot";
import { LRUCache } from "lru-cache";
import { UAParser } from "ua-parser-js";
import { clickIds } from "../../../shared/event/click-ids.ts";
import type { GeoPlace, ZipArea } from "../../../shared/redis/facts.ts";
import { referrers } from "./referrers.ts";
import { type BaselineEvent, schema } from "./schema.ts";
import {
  type BaselineHistory,
  type BaselineSession,
  type BaselineTouch,
  foldSession,
  valueOfEvent,
} from "./session.ts";

/**
 * A device's state as plain JSON: its history, the session, and what was decided of the latest events, for when they come
 * again.
 */
interface BaselineState {
  history: BaselineHistory;
  session: BaselineSession;
  recent: { event_id: string; decided: object }[];
}

/**
 * The function as one writes it today with well-kept libraries and care: Powertools batch, zod 4, caches for agents
 * and addresses, and otherwise plain objects. It adds the same fields, and the bench compares them one by one.
 */
export interface BaselineWorld {
  places: ReadonlyMap<string, GeoPlace>;
  areas: ReadonlyMap<string, ZipArea>;
  rates: ReadonlyMap<string, number>;
  /** JSON of each device's state, as Redis would hold it. */
  states: Map<string, Buffer>;
  /** How many events' outputs the state of a device keeps. With 0, a redelivered event is counted again. */
  remembered: number;
  key: string;
  now: number;
}

const agents = new LRUCache<string, object>({ max: 10_000 });
const addresses = new LRUCache<string, object>({ max: 50_000 });
const formats = new LRUCache<string, Intl.DateTimeFormat>({ max: 1000 });

export function baselineEnrich(world: BaselineWorld) {
  const processor = new BatchProcessor(EventType.KinesisDataStreams);
  return async (event: KinesisStreamEvent) => {
    const entries: { PartitionKey: string; Data: Uint8Array }[] = [];
    const handle = async (record: KinesisStreamRecord) => {
      const written = JSON.parse(Buffer.from(record.kinesis.data, "base64").toString("utf8"));
      const enriched = {
        ...enrichOne(schema.parse(written), record, world),
        event_fingerprint: fingerprint(written),
      };
      entries.push({
        PartitionKey: record.kinesis.partitionKey,
        Data: Buffer.from(JSON.stringify(enriched)),
      });
    };
    const response = await processPartialResponse(event, handle, processor, {
      throwOnFullBatchFailure: false,
      processInParallel: false,
    });
    return { response, entries };
  };
}

function enrichOne(raw: BaselineEvent, record: KinesisStreamRecord, world: BaselineWorld) {
  const { ip, ...rest } = raw;
  const created = new Date(raw.client_created_at).getTime();
  const received = raw.received_at
    ? new Date(raw.received_at).getTime()
    : record.kinesis.approximateArrivalTimestamp * 1000;
  const corrected = raw.client_sent_at
    ? created + received - new Date(raw.client_sent_at).getTime()
    : created;
  const eventTime = Math.min(corrected, received);
  const page = pageFields(raw);
  return {
    ...rest,
    source: raw.metadata?.source || raw.app_id,
    ...page,
    ...(raw.user_agent ? agentFields(raw.user_agent) : {}),
    ...(ip ? addressFields(ip, world.key) : {}),
    value: valueOfEvent(raw),
    ...decidedFields(raw, eventTime, received, world, page),
  };
}

/** What depends on more than the event itself; a redelivered event gets what was decided before. */
function decidedFields(
  raw: BaselineEvent,
  eventTime: number,
  received: number,
  world: BaselineWorld,
  page: Record<string, string>,
) {
  const device = raw.anonymous_id ?? raw.user_id!;
  const stored = world.states.get(device);
  const state = stored && (JSON.parse(stored.toString()) as BaselineState);
  const before = state?.recent.find(({ event_id }) => event_id === raw.event_id);
  if (before) return before.decided;
  const { session, history, fields } = foldSession(
    state?.session,
    state?.history ?? { purchases: 0 },
    raw,
    device,
    eventTime,
    arrivalOf(raw, page),
  );
  const place = raw.ip ? world.places.get(raw.ip) : undefined;
  const area = raw.zip_code ? world.areas.get(raw.zip_code) : undefined;
  const value = valueOfEvent(raw);
  const rate = value === undefined || !raw.currency ? undefined : world.rates.get(raw.currency);
  const decided = {
    event_time: new Date(eventTime).toISOString(),
    processed_at: new Date(world.now).toISOString(),
    ...localFields(eventTime, raw.timezone ?? place?.timezone ?? "UTC"),
    is_late: received - eventTime > 72 * 3_600_000,
    ...(place ? prefixed("geo", place) : {}),
    ...(area ? prefixed("zip", area) : {}),
    ...(rate === undefined ? {} : { value_base: Math.round(value! * rate * 10_000) / 10_000 }),
    person_id: history.linkedUser ?? device,
    ...fields,
    enrichment_status: {
      ...statusFields(raw.ip, place, raw.zip_code, area),
      ...(value !== undefined && raw.currency ? { money: rate === undefined ? "missing" : "ok" } : {}),
    },
    pipeline_version: "0.1.0",
  };
  const recent = [...(state?.recent ?? []), { event_id: raw.event_id, decided }];
  if (recent.length > world.remembered) recent.shift();
  world.states.set(device, Buffer.from(JSON.stringify({ history, session, recent } satisfies BaselineState)));
  return decided;
}

const prefixed = (prefix: string, values: object) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}_${name}`, value]));

function pageFields(raw: BaselineEvent) {
  const url = raw.page_url && URL.canParse(raw.page_url) ? new URL(raw.page_url) : undefined;
  const referrer =
    raw.page_referrer && URL.canParse(raw.page_referrer) ? new URL(raw.page_referrer) : undefined;
  const fields: Record<string, string> = {};
  const click = url && Object.keys(clickIds).find((name) => url.searchParams.has(name));
  if (url) {
    fields.page_host = url.hostname;
    fields.page_path = url.pathname;
    for (const [name, value] of url.searchParams) if (name.startsWith("utm_")) fields[name] = value;
  }
  if (click) Object.assign(fields, { click_id: url.searchParams.get(click)!, click_id_source: click });
  if (referrer) Object.assign(fields, referrers(referrer.hostname, url?.hostname));
  return fields;
}

function arrivalOf(raw: BaselineEvent, page: Record<string, string>) {
  const { referrer_medium, referrer_source, utm_source, utm_medium, utm_campaign, utm_term, utm_content } =
    page;
  const host =
    raw.page_referrer && URL.canParse(raw.page_referrer) ? new URL(raw.page_referrer).hostname : undefined;
  return {
    referrer_medium: referrer_medium as BaselineTouch["referrer_medium"],
    referrer_source: referrer_medium && (referrer_source ?? host),
    utm_source,
    utm_medium,
    utm_campaign,
    utm_term,
    utm_content,
    click_id_source: page.click_id_source,
  };
}

function kindOf(userAgent: string): string {
  if (/^(?:python|curl|axios|okhttp)/.test(userAgent)) return "library";
  if (isbot(userAgent)) return "bot";
  return userAgent.startsWith("Mozilla/") ? "browser" : "app";
}

/** The names that its archive groups by, where the parser has others. */
const agentNames: Record<string, string> = {
  "Mac OS": "macOS",
  "Mobile Safari": "Safari",
  Edge: "Microsoft Edge",
  "Samsung Internet": "Samsung Internet for Android",
};

function agentFields(userAgent: string): object {
  const cached = agents.get(userAgent);
  if (cached) return cached;
  const { device, os, browser } = new UAParser(userAgent).getResult();
  const agent_kind = kindOf(userAgent);
  const is_bot = agent_kind === "bot";
  const category = agent_kind === "library" ? "other" : (device.type ?? "desktop");
  const fields = {
    device_category: is_bot ? "bot" : category,
    os: agentNames[os.name ?? ""] ?? os.name,
    browser: agent_kind === "app" ? undefined : (agentNames[browser.name ?? ""] ?? browser.name),
    is_bot,
    agent_kind,
  };
  agents.set(userAgent, fields);
  return fields;
}

function addressFields(ip: string, key: string): object {
  const cached = addresses.get(ip);
  if (cached) return cached;
  const ip_hash = createHmac("sha256", key).update(ip).digest("hex").slice(0, 32);
  const groups = ip.split(isIPv4(ip) ? "." : ":");
  const ip_prefix = isIPv4(ip)
    ? `${groups.slice(0, 3).join(".")}.0/24`
    : `${groups.slice(0, 3).join(":")}::/48`;
  const fields = { ip_hash, ip_prefix };
  addresses.set(ip, fields);
  return fields;
}

function fingerprint(raw: BaselineEvent): string {
  const { event_id: _e, client_sent_at: _s, received_at: _r, schema_version: _v, ip: _i, ...content } = raw;
  return createHash("sha1").update(JSON.stringify(content).slice(0, -1)).digest("hex").slice(0, 32);
}

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

function localFields(eventTime: number, timeZone: string) {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      hour: "numeric",
      weekday: "short",
    });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(eventTime).map(({ type, value }) => [type, value]));
  const day_of_week = weekdays.indexOf(parts.weekday!) + 1;
  return { hour_of_day: Number(parts.hour), day_of_week, is_weekend: day_of_week >= 6 };
}

function statusFields(ip: string | undefined, place: unknown, zip: string | undefined, area: unknown) {
  const status: Record<string, string> = {};
  if (ip) status.geo = place ? "ok" : "missing";
  if (zip) status.zip = area ? "ok" : "missing";
  status.person = "ok";
  status.session = "ok";
  return status;
}
