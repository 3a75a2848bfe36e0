import type { FunctionName } from "../settings/functions.ts";

/** A metric that functions write on their CloudWatch line, and what it is to Prometheus. */
export interface WrittenMetric {
  /** counter: values are added up; durations (ms) and sizes: each value counts by itself; gauge: the last one counts. */
  kind: "counter" | "duration" | "size" | "gauge_count" | "gauge_ms";
  help: string;
  /** Functions that write it. */
  by: readonly FunctionName[];
}

const metric =
  (kind: WrittenMetric["kind"]) =>
  (help: string, ...by: FunctionName[]): WrittenMetric => ({ kind, help, by });
const counter = metric("counter");
const duration = metric("duration");

/** By their names in CloudWatch. Those of look-ups are made of the step's name and have an entry of their own below. */
export const writtenMetrics: Readonly<Record<string, WrittenMetric>> = {
  AttributesCut: counter("Attributes of which a part was kept", "enrich"),
  AttributesInvalid: counter("Attributes that did not fit and moved to the properties", "enrich"),
  CursorAge: metric("gauge_ms")("Age of the cursor in Elasticsearch", "produce"),
  DocumentsUnreachable: metric("gauge_count")("Documents without an ingest time", "produce"),
  EnrichHop: duration("From the arrival on the raw stream to the end of enrichment", "enrich"),
  EventsAddToCart: counter("Events named add_to_cart", "enrich"),
  EventsArchived: counter("Events handed to Firehose or written directly", "archive"),
  EventsArchivedDirectly: counter("Events of hours that are closed to Firehose, written directly", "archive"),
  EventsBeginCheckout: counter("Events named begin_checkout", "enrich"),
  EventsClick: counter("Events named click", "enrich"),
  EventsDuplicate: counter("Events that a batch held twice", "predict", "search"),
  EventsFailed: counter(
    "Events that failed",
    "produce",
    "generate",
    "enrich",
    "predict",
    "archive",
    "search",
  ),
  EventsIn: counter("Events read from the stream", "enrich", "predict", "search"),
  EventsIndexed: counter("Events that are in the index to be explored", "search"),
  EventsMalformed: counter("Events that were malformed on purpose", "generate"),
  EventsPageView: counter("Events named page_view", "enrich"),
  EventsPredicted: counter("Events that were scored", "enrich", "predict"),
  EventsProductView: counter("Events named product_view", "enrich"),
  EventsPurchase: counter("Events named purchase", "enrich"),
  EventsRedelivered: counter("Events that were applied already and came again", "enrich"),
  EventsRemoveFromCart: counter("Events named remove_from_cart", "enrich"),
  EventsSearch: counter("Events named search", "enrich"),
  EventsSent: counter("Events put on the raw stream", "produce", "generate"),
  EventsTooOld: counter("Events older than what is kept to be explored", "search"),
  EventsUnpredictable: counter("Events that the model gives no score", "enrich", "predict"),
  FailedEventsOverlapping: counter("Failed events that may have been processed", "failed"),
  FailedEventsWritten: counter("Rows of failed events that were written", "failed"),
  FilesWaiting: metric("gauge_count")(
    "Files of closed hours that are not in the curated table yet",
    "curate",
  ),
  HoursBehind: metric("gauge_count")("Hours that the curated table is behind", "curate"),
  HoursMerged: counter("Hours that were merged into the curated table", "curate"),
  LookUpKeysLoaded: counter("Keys of look-up tables that were loaded", "load"),
  PredictHop: duration("From the arrival on the enriched stream to the stored prediction", "predict"),
  PredictLate: counter("Events scored after their budget", "enrich", "predict"),
  PredictRetried: counter("Records left to another try of scoring", "enrich", "predict"),
  PredictionsUnwritten: counter("Predictions that the table did not take", "enrich", "predict"),
  PredictionsWritten: counter("Predictions that were stored", "enrich", "predict"),
  RecordsIn: counter("Packs read from the stream", "enrich", "predict", "search"),
  RecordsPastRetention: counter("Records that had expired when they were fetched", "failed"),
  RedisLatency: duration("Round trips to Redis", "enrich"),
  RedisUnavailable: counter("Round trips to Redis without a response", "enrich"),
  ScoringBatchSize: metric("size")("Instances of a scoring request", "enrich", "predict"),
  ScoringBreakerOpened: counter("Times that the breaker before the model opened", "enrich", "predict"),
  ScoringErrors: counter("Scoring requests that failed", "enrich", "predict"),
  ScoringLatency: duration("Scoring requests", "enrich", "predict"),
  SearchHop: duration("From the arrival on the enriched stream to the index to be explored", "search"),
  SecretsNotRead: counter("Secrets that could not be read again", "produce", "enrich", "predict"),
  SessionRaces: counter("Devices whose state another writer had changed", "enrich"),
  SessionStatesLost: counter("Session states that could not be read", "enrich"),
};

const LOOK_UP = /^LookUp(\w+?)(Ok|Stale|Missing|Error)$/;

/** `LookUpGeoOk` → the step `geo` and its status `ok`; undefined for any other name. */
export function lookUpIn(name: string): { step: string; status: string } | undefined {
  const [, step, status] = LOOK_UP.exec(name) ?? [];
  if (step === undefined || status === undefined) return undefined;
  return { step: snakeCase(step), status: status.toLowerCase() };
}

/** Steps of the core whose look-ups are watched. */
export const lookUpSteps = ["geo", "zip", "money", "session"] as const;
export const lookUpStatuses = ["ok", "stale", "missing", "error"] as const;

/** `geo` that is `ok` → `LookUpGeoOk`. */
export const lookUpNamed = (step: string, status: string): string =>
  `LookUp${[...step.split("_"), status].map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join("")}`;

export const lookUpMetric = {
  name: "clickstream_look_ups_total",
  help: "Steps of enrichment by how they went",
};

/** Names of the events that everybody counts: `add_to_cart` → `EventsAddToCart`. */
export const eventsNamed = (name: string): string =>
  `Events${name
    .split("_")
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join("")}`;

const SUFFIXES: Record<WrittenMetric["kind"], string> = {
  counter: "_total",
  duration: "_seconds",
  size: "",
  gauge_count: "",
  gauge_ms: "_seconds",
};

/** By the conventions of Prometheus: base units, and what it is as the ending. */
export const prometheusName = (name: string, { kind }: WrittenMetric): string =>
  `clickstream_${snakeCase(name)}${SUFFIXES[kind]}`;

const snakeCase = (name: string): string =>
  name.replace(/(?<=.)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
