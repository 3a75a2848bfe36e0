import { formatUtc } from "../../shared/event/time.ts";

/**
 * What enrichment decides about an event from more than its bytes: the clock, the look-ups, the session.
 * These values are kept with the session state, packed as one line of text, so that a redelivered event is
 * written again byte for byte, whatever the clock and the look-ups say by then.
 */
export interface Decided {
  eventTime: number;
  processedAt: number;
  hourOfDay: number;
  dayOfWeek: number;
  isWeekend: boolean;
  isLate: boolean;
  geoCountry: string;
  geoRegion: string;
  geoCity: string;
  geoLatitude: number | undefined;
  geoLongitude: number | undefined;
  geoTimezone: string;
  zipState: string;
  zipPopulation: number | undefined;
  zipMedianIncome: number | undefined;
  session: SessionValues | undefined;
  /** `step:status,…`: the packed form of enrichment_status. */
  status: string;
  pipelineVersion: string;
}

export interface SessionValues {
  id: string;
  index: number;
  eventIndex: number;
  startedAt: number;
  durationMs: number;
  pageViews: number;
  productViews: number;
  addToCarts: number;
  purchases: number;
  cartValue: number;
  /** Milliseconds since the event before in the session; undefined on its first. */
  sinceLastMs: number | undefined;
  isNew: boolean;
}

/** One line, no newline in it: values in fixed order, tabs between them, empty where there is none. */
export function packDecided(decided: Decided): string {
  const { session } = decided;
  const own = `${decided.eventTime}\t${decided.processedAt}\t${decided.hourOfDay}\t${decided.dayOfWeek}\t${bit(decided.isWeekend)}\t${bit(decided.isLate)}\t${escaped(decided.geoCountry)}\t${escaped(decided.geoRegion)}\t${escaped(decided.geoCity)}\t${decided.geoLatitude ?? ""}\t${decided.geoLongitude ?? ""}\t${escaped(decided.geoTimezone)}\t${escaped(decided.zipState)}\t${decided.zipPopulation ?? ""}\t${decided.zipMedianIncome ?? ""}\t${decided.status}\t${escaped(decided.pipelineVersion)}`;
  if (session === undefined) return own;
  return `${own}\t${escaped(session.id)}\t${session.index}\t${session.eventIndex}\t${session.startedAt}\t${session.durationMs}\t${session.pageViews}\t${session.productViews}\t${session.addToCarts}\t${session.purchases}\t${session.cartValue}\t${session.sinceLastMs ?? ""}\t${bit(session.isNew)}`;
}

const OWN_VALUES = 17;

/** The inverse of `packDecided`. */
export function unpackDecided(line: string): Decided {
  const values = line.split("\t");
  return {
    eventTime: Number(values[0]),
    processedAt: Number(values[1]),
    hourOfDay: Number(values[2]),
    dayOfWeek: Number(values[3]),
    isWeekend: values[4] === "1",
    isLate: values[5] === "1",
    geoCountry: unescaped(values[6]!),
    geoRegion: unescaped(values[7]!),
    geoCity: unescaped(values[8]!),
    geoLatitude: numberIn(values[9]!),
    geoLongitude: numberIn(values[10]!),
    geoTimezone: unescaped(values[11]!),
    zipState: unescaped(values[12]!),
    zipPopulation: numberIn(values[13]!),
    zipMedianIncome: numberIn(values[14]!),
    status: values[15]!,
    pipelineVersion: unescaped(values[16]!),
    session: values.length > OWN_VALUES ? unpackSession(values) : undefined,
  };
}

function unpackSession(values: readonly string[]): SessionValues {
  const at = (offset: number): string => values[OWN_VALUES + offset]!;
  return {
    id: unescaped(at(0)),
    index: Number(at(1)),
    eventIndex: Number(at(2)),
    startedAt: Number(at(3)),
    durationMs: Number(at(4)),
    pageViews: Number(at(5)),
    productViews: Number(at(6)),
    addToCarts: Number(at(7)),
    purchases: Number(at(8)),
    cartValue: Number(at(9)),
    sinceLastMs: numberIn(at(10)),
    isNew: at(11) === "1",
  };
}

const bit = (value: boolean): string => (value ? "1" : "0");
const numberIn = (text: string): number | undefined => (text === "" ? undefined : Number(text));

const SPECIAL = /[\\\t\n]/;

/** Text that may hold a separator, made safe; nearly none does, so the test comes first. */
export function escaped(text: string): string {
  if (!SPECIAL.test(text)) return text;
  return text.replaceAll("\\", "\\\\").replaceAll("\t", "\\t").replaceAll("\n", "\\n");
}

export function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(.)/g, (_, code) => (code === "t" ? "\t" : code === "n" ? "\n" : code));
}

/**
 * The decided fields as a JSON fragment that continues an object: `,"event_time":"…",…`.
 * @param sourceNamedSession whether the event's own bytes already carry `session_id`
 */
export function renderDecided(decided: Decided, sourceNamedSession: boolean): string {
  let json = `,"event_time":"${formatUtc(decided.eventTime)}","processed_at":"${formatUtc(decided.processedAt)}","hour_of_day":${decided.hourOfDay},"day_of_week":${decided.dayOfWeek},"is_weekend":${decided.isWeekend},"is_late":${decided.isLate}`;
  json += textField("geo_country", decided.geoCountry);
  json += textField("geo_region", decided.geoRegion);
  json += textField("geo_city", decided.geoCity);
  if (decided.geoLatitude !== undefined) json += `,"geo_latitude":${decided.geoLatitude}`;
  if (decided.geoLongitude !== undefined) json += `,"geo_longitude":${decided.geoLongitude}`;
  json += textField("geo_timezone", decided.geoTimezone);
  json += textField("zip_state", decided.zipState);
  if (decided.zipPopulation !== undefined) json += `,"zip_population":${decided.zipPopulation}`;
  if (decided.zipMedianIncome !== undefined) json += `,"zip_median_income":${decided.zipMedianIncome}`;
  if (decided.session !== undefined) json += renderSession(decided.session, sourceNamedSession);
  return `${json},"enrichment_status":${statusJson(decided.status)},"pipeline_version":"${decided.pipelineVersion}"`;
}

function renderSession(session: SessionValues, sourceNamed: boolean): string {
  const id = sourceNamed ? "" : `,"session_id":${quoted(session.id)}`;
  const since =
    session.sinceLastMs === undefined ? "" : `,"seconds_since_last_event":${session.sinceLastMs / 1000}`;
  return `${id},"session_index":${session.index},"session_event_index":${session.eventIndex},"session_started_at":"${formatUtc(session.startedAt)}","session_duration_ms":${session.durationMs},"session_page_views":${session.pageViews},"session_product_views":${session.productViews},"session_add_to_carts":${session.addToCarts},"session_purchases":${session.purchases},"session_cart_value":${session.cartValue}${since},"is_new_session":${session.isNew}`;
}

const statuses = new Map<string, string>();

/** The combinations of four steps and four statuses are few, so each is encoded once. */
function statusJson(status: string): string {
  const known = statuses.get(status);
  if (known !== undefined) return known;
  const steps = status === "" ? [] : status.split(",").map((step) => step.split(":"));
  const json = JSON.stringify(Object.fromEntries(steps));
  statuses.set(status, json);
  return json;
}

/** Printable text without quote and backslash; surrogates are left to the encoder, which keeps them well formed. */
const PLAIN = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

/** JSON text of a string; most need no escape, and the test is cheaper than the encoder. */
export function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** `,"name":"value"`, or nothing for an empty or absent value. */
export function textField(name: string, value: string | undefined): string {
  return value === undefined || value === "" ? "" : `,"${name}":${quoted(value)}`;
}
