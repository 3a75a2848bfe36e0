import { foldersSetting } from "../archive-folders.ts";
import { choices } from "./choices.ts";
import {
  choiceSetting,
  daySetting,
  flagSetting,
  fractionSetting,
  integerSetting,
  namesSetting,
  optionalSetting,
  optionalUrlSetting,
  secretSetting,
  textSetting,
  urlSetting,
} from "./kinds.ts";

/** Every function's settings. Infra sets them (`infra/functions.ts`), the function reads them (its `index.ts`). */

const failedPath = {
  FAILED_QUEUE_URL: textSetting("SQS queue that takes failed events"),
  FAILED_BUCKET: textSetting("bucket of failed events; payloads too large for a message go there directly"),
};

const packs = {
  LANES: integerSetting("number of lanes that users are hashed to", 1, 65536),
  PACK_BYTES: integerSetting("largest pack before compression, bytes", 1024, 1_000_000),
};

const rawPacks = {
  RAW_STREAM: textSetting("Kinesis stream of raw events"),
  ...packs,
  PACK_COMPRESSION: choiceSetting("compression of packs on the raw stream", choices.compression),
};

export const scoringSettings = {
  MODEL_URL: urlSetting("address of the ML REST API's predict method"),
  MODEL_SECRET_ARN: secretSetting("secret that holds the bearer token of the ML REST API; empty for none"),
  MODEL_TIMEOUT_MS: integerSetting("time allowed to one scoring request, ms", 1, 60_000),
  LATENCY_BUDGET_MS: integerSetting(
    "time within which an event should be scored after it was read, ms",
    1,
    60_000,
  ),
  SCORING_BATCH: integerSetting("most instances in one scoring request", 1, 10_000),
  SCORING_CONCURRENCY: integerSetting("most scoring requests under way at once", 1, 256),
  PREDICTIONS_TABLE: textSetting("DynamoDB table of predictions"),
  PREDICTIONS_BUCKET: optionalSetting(
    "bucket that predictions are put into beside the table, for SQL; or empty",
  ),
  PREDICTION_WRITES: choiceSetting("an item an event, or one a person and batch", choices.predictionWrites),
  PREDICTION_TTL_DAYS: integerSetting("days until a prediction expires", 1, 3650),
};

export const produceSettings = {
  ...rawPacks,
  ...failedPath,
  ELASTICSEARCH_URL: optionalUrlSetting("address of Elasticsearch; empty for none, and nothing is polled"),
  ELASTICSEARCH_SECRET_ARN: secretSetting("secret that holds an Elasticsearch API key; empty for none"),
  ELASTICSEARCH_INDEX: textSetting("index or alias to read"),
  INGEST_TIME_FIELD: textSetting("date field that is set when a document is indexed"),
  CURSOR_TABLE: textSetting("DynamoDB table that keeps how far the index is read"),
  MAPPING: textSetting("source mapping: a shipped name or a JSON document"),
  OVERLAP_SECONDS: integerSetting(
    "how long after it was read for the first time a document may become visible and be found, s",
    0,
    3600,
  ),
  LAG_SECONDS: integerSetting(
    "how far behind now a poll stops, longer than refresh plus ingest delay, s",
    0,
    3600,
  ),
  POLL_SECONDS: integerSetting("how long one invocation goes on polling, s", 0, 840),
  PAGE_SIZE: integerSetting("documents a search, and about those of a slice", 1, 10_000),
  SLICES: integerSetting("slices of the index that are read at once, by as many invocations", 1, 100),
};

export const generateSettings = {
  ...rawPacks,
  ...failedPath,
  EVENTS_PER_INVOCATION: integerSetting("synthetic events an invocation", 0, 1_000_000),
  BAD_RATIO: fractionSetting("share of deliberately malformed events"),
};

const archiveFolders = {
  ARCHIVE_FOLDERS: foldersSetting(
    "sources with a folder of their own in the archive, separated by commas; or empty",
  ),
};

const redisPlace = {
  REDIS_HOST: textSetting("host of Redis"),
  REDIS_PORT: integerSetting("port of Redis", 1, 65535),
  REDIS_TLS: flagSetting("whether Redis speaks TLS"),
  REDIS_CLUSTER: flagSetting("whether Redis runs in cluster mode"),
  REDIS_SECRET_ARN: secretSetting(
    "secret that holds the Redis password, or JSON of username and password; empty for none",
  ),
};

export const enrichSettings = {
  ...packs,
  ...failedPath,
  ...archiveFolders,
  ...redisPlace,
  CUSTOM_STEPS: namesSetting("steps of one's own that are in force, separated by commas; or empty"),
  OWN_DOMAINS: namesSetting(
    "domains that belong together with those of the pages, separated by commas; or empty: their referrers are internal",
  ),
  PERSONAL_PROPERTIES: namesSetting(
    "ends of the paths of properties that are personal, separated by commas; or empty",
  ),
  PERSONAL_STORED: choiceSetting(
    "what is stored of personal properties: a keyed hash, nothing, or all",
    choices.personalStored,
  ),
  ENRICHED_STREAM: textSetting("Kinesis stream of enriched events"),
  ENRICHED_COMPRESSION: choiceSetting("compression of packs on the enriched stream", choices.compression),
  STATE_COMPRESSION: choiceSetting("compression of session states in Redis", choices.stateCompression),
  REDIS_OUTAGE: choiceSetting(
    "what to do with events while session state is out of reach",
    choices.redisOutage,
  ),
  LOOKUP_TTL_SECONDS: integerSetting("how long a look-up stays fresh in process, s", 1, 86_400),
  SESSION_IDLE_MINUTES: integerSetting("idle time that ends a session, min", 1, 1440),
  SESSION_CAP_HOURS: integerSetting("longest session, h", 1, 168),
  SESSION_TTL_DAYS: integerSetting("how long a user's state is kept after the last event, days", 1, 400),
  LATE_AFTER_HOURS: integerSetting("age from which an event is flagged as late, h", 1, 8760),
  IP_KEY_SECRET_ARN: textSetting("secret that holds the key of the address hash"),
  SCORING: choiceSetting(
    "score in predict from the enriched stream, or in the enriching invocation",
    choices.scoring,
  ),
};

/** With `SCORING` inline the enriching function also needs the way to the model and the table. */
export const enrichInlineSettings = { ...enrichSettings, ...scoringSettings };

export const predictSettings = { ...failedPath, ...scoringSettings };

export const archiveSettings = {
  ...failedPath,
  ...archiveFolders,
  ARCHIVE_BUCKET: textSetting("bucket of the archive, for events of hours that Firehose is not given"),
  ARCHIVE_PREFIX: textSetting("key prefix of the archive"),
  CUSTOM_COLUMNS: namesSetting("steps of one's own whose fields are columns, separated by commas; or empty"),
  FIRST_DAY: daySetting("first day that queries look for"),
};

export const curateSettings = {
  ARCHIVE_BUCKET: textSetting("bucket of the archive"),
  ARCHIVE_PREFIX: textSetting("key prefix of the files that land in the archive"),
  CUSTOM_COLUMNS: namesSetting("steps of one's own whose fields are columns, separated by commas; or empty"),
  DATABASE: textSetting("Glue database of the tables"),
  WORKGROUP: textSetting("Athena workgroup that runs the statements"),
  CURSOR_TABLE: textSetting("DynamoDB table that keeps what is done"),
  KEEP_DAYS: integerSetting("days that an event stays in the curated table", 1, 36_500),
};

export const searchSettings = {
  ...failedPath,
  SEARCH_HOST: textSetting("host of the OpenSearch domain"),
  SEARCH_TLS: flagSetting("whether the domain is reached by TLS; without it on loopback only"),
  SEARCH_ALIAS: textSetting("alias of the daily indices, which their names begin with"),
  SEARCH_SHARDS: integerSetting("primary shards of an index", 1, 1024),
  SEARCH_REPLICAS: integerSetting("copies of each shard", 0, 10),
  SEARCH_KEEP_DAYS: integerSetting(
    "days of which events are indexed, and after which an index is deleted",
    1,
    3650,
  ),
  CUSTOM_COLUMNS: namesSetting("steps of one's own whose fields are indexed, separated by commas; or empty"),
};

export const failedSettings = {
  ...failedPath,
  FAILED_PREFIX: textSetting("key prefix of failed-event objects"),
};

export const modelSettings = {
  MODEL_TOKEN_SECRET_ARN: textSetting("secret that holds the bearer token that callers must show"),
};

export const loadSettings = {
  ...redisPlace,
  LOOKUPS_BUCKET: textSetting("bucket to which the files of look-up tables are uploaded"),
};

/** The functions by the name that is also their folder, their bundle and their `component`. */
export const functionSettings = {
  produce: produceSettings,
  generate: generateSettings,
  enrich: enrichSettings,
  predict: predictSettings,
  archive: archiveSettings,
  search: searchSettings,
  failed: failedSettings,
  curate: curateSettings,
  load: loadSettings,
  model: modelSettings,
};

export type FunctionName = keyof typeof functionSettings;

export const lambdaNames = Object.keys(functionSettings) as FunctionName[];
