import { folders } from "../archive-folders.ts";
import { choice, day, flag, fraction, integer, names, secret, text, url } from "./kinds.ts";

/** Every function's settings. Infra sets them (`infra/functions.ts`), the function reads them (its `index.ts`). */

const failedPath = {
  FAILED_QUEUE_URL: text("SQS queue that takes failed events"),
  FAILED_BUCKET: text("bucket of failed events; payloads too large for a message go there directly"),
};

const packs = {
  LANES: integer("number of lanes that users are hashed to", 1, 65536),
  PACK_BYTES: integer("largest pack, bytes", 1024, 1_000_000),
};

const rawPacks = {
  RAW_STREAM: text("Kinesis stream of raw events"),
  ...packs,
  PACK_COMPRESSION: choice("compression of packs on the raw stream", ["none", "gzip", "zstd"]),
};

export const scoringSettings = {
  MODEL_URL: url("address of the ML REST API's predict method"),
  MODEL_SECRET_ARN: secret("secret that holds the bearer token of the ML REST API; empty for none"),
  MODEL_TIMEOUT_MS: integer("time allowed to one scoring request, ms", 1, 60_000),
  LATENCY_BUDGET_MS: integer("time within which an event should be scored after it was read, ms", 1, 60_000),
  SCORING_BATCH: integer("most instances in one scoring request", 1, 10_000),
  SCORING_CONCURRENCY: integer("most scoring requests under way at once", 1, 256),
  PREDICTIONS_TABLE: text("DynamoDB table of predictions"),
  PREDICTION_WRITES: choice("an item an event, or one a user and batch", ["every_event", "latest_per_user"]),
  PREDICTION_TTL_DAYS: integer("days until a prediction expires", 1, 3650),
};

export const produceSettings = {
  ...rawPacks,
  ...failedPath,
  ELASTICSEARCH_URL: url("address of Elasticsearch"),
  ELASTICSEARCH_SECRET_ARN: secret("secret that holds an Elasticsearch API key; empty for none"),
  ELASTICSEARCH_INDEX: text("index or alias to read"),
  INGEST_TIME_FIELD: text("date field that is set when a document is indexed"),
  CURSOR_TABLE: text("DynamoDB table that keeps the cursor"),
  MAPPING: text("source mapping: a shipped name or a JSON document"),
  OVERLAP_SECONDS: integer("how far behind the cursor each poll looks again, s", 0, 86_400),
  LAG_SECONDS: integer("how far behind now a poll stops, longer than refresh plus ingest delay, s", 0, 3600),
  POLL_SECONDS: integer("how long one invocation goes on polling, s", 0, 840),
  PAGE_SIZE: integer("documents a search", 1, 10_000),
};

export const generateSettings = {
  ...rawPacks,
  ...failedPath,
  EVENTS_PER_INVOCATION: integer("synthetic events an invocation", 0, 1_000_000),
  BAD_RATIO: fraction("share of deliberately malformed events"),
};

const archiveFolders = {
  ARCHIVE_FOLDERS: folders(
    "sources with a folder of their own in the archive, separated by commas; or empty",
  ),
};

export const enrichSettings = {
  ...packs,
  ...failedPath,
  ...archiveFolders,
  CUSTOM_STEPS: names("steps of one's own that are in force, separated by commas; or empty"),
  ENRICHED_STREAM: text("Kinesis stream of enriched events"),
  REDIS_HOST: text("host of Redis"),
  REDIS_PORT: integer("port of Redis", 1, 65535),
  REDIS_TLS: flag("whether Redis speaks TLS"),
  REDIS_CLUSTER: flag("whether Redis runs in cluster mode"),
  REDIS_SECRET_ARN: secret(
    "secret that holds the Redis password, or JSON of username and password; empty for none",
  ),
  REDIS_OUTAGE: choice("what to do with events while session state is out of reach", ["wait", "degrade"]),
  LOOKUP_TTL_SECONDS: integer("how long a look-up stays fresh in process, s", 1, 86_400),
  SESSION_IDLE_MINUTES: integer("idle time that ends a session, min", 1, 1440),
  SESSION_CAP_HOURS: integer("longest session, h", 1, 168),
  SESSION_TTL_DAYS: integer("how long a user's state is kept after the last event, days", 1, 400),
  LATE_AFTER_HOURS: integer("age from which an event is flagged as late, h", 1, 8760),
  IP_KEY_SECRET_ARN: text("secret that holds the key of the address hash"),
  SCORING: choice("score in predict from the enriched stream, or in the enriching invocation", [
    "stream",
    "inline",
  ]),
};

/** With `SCORING` inline the enriching function also needs the way to the model and the table. */
export const enrichInlineSettings = { ...enrichSettings, ...scoringSettings };

export const predictSettings = { ...failedPath, ...scoringSettings };

export const archiveSettings = {
  ...failedPath,
  ...archiveFolders,
  ARCHIVE_BUCKET: text("bucket of the archive, for events of hours that Firehose is not given"),
  ARCHIVE_PREFIX: text("key prefix of the archive"),
  CUSTOM_COLUMNS: names("steps of one's own whose fields are columns, separated by commas; or empty"),
  FIRST_DAY: day("first day that queries look for"),
};

export const failedSettings = {
  ...failedPath,
  FAILED_PREFIX: text("key prefix of failed-event objects"),
};

/** The functions by the name that is also their folder, their bundle and their `component`. */
export const functionSettings = {
  produce: produceSettings,
  generate: generateSettings,
  enrich: enrichSettings,
  predict: predictSettings,
  archive: archiveSettings,
  failed: failedSettings,
};

export type FunctionName = keyof typeof functionSettings;
