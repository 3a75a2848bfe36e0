import { z } from "zod";
import { choices } from "../../shared/settings/choices.ts";
import { lambdaNames } from "../../shared/settings/functions.ts";
import { alarmSettings, archiveBuffer } from "./outcome-settings.ts";
import {
  functionSize,
  networkSettings,
  privateService,
  queueTrigger,
  redisCapacity,
  streamCapacity,
  streamTrigger,
  tableCapacity,
} from "./part-settings.ts";
import { sinkSettings } from "./sink-settings.ts";
import { misfits } from "./together.ts";

export type {
  NewNetwork,
  PrivateService,
  QueueTrigger,
  RedisCapacity,
  StreamCapacity,
  StreamTrigger,
  TableCapacity,
} from "./part-settings.ts";
export type { NewSearchDomain, OpenSearchSink } from "./sink-settings.ts";

/** In the stack's name, hence in those of buckets, which have 63 characters with account and region. */
const environmentName = z
  .string()
  .regex(
    /^[a-z][a-z0-9]{0,11}(-[a-z0-9]{1,8})?$/,
    "expected up to 12 small letters and digits, as in dev or shop-eu",
  );

const service = z.enum(["model", "elasticsearch"]);

const privateServices = z.strictObject({
  model: privateService.optional(),
  elasticsearch: privateService.optional(),
});

/**
 * Everything in which environments differ, and nothing else: no other file asks which environment it is in. The
 * environments of `environments.ts` and what a settings file lays over them are held to the same schema.
 */
const eachSetting = z.strictObject({
  name: environmentName,
  /** On every resource, beside `application` and `environment`. */
  tags: z.record(z.string(), z.string()),
  /**
   * Keep data: deletion protection, and a plan that would destroy or replace what holds data is refused. To take such a
   * stack down, this is set to false and deployed first.
   */
  retainData: z.boolean(),
  /** Deploy only with terraform's state in the bucket that STATE_BUCKET names. */
  remoteState: z.boolean(),
  logs: z.strictObject({
    days: z.int().positive(),
    /** Least level of the functions' own lines. Not above INFO: Lambda would drop the lines that carry the metrics. */
    level: z.enum(["DEBUG", "INFO"]),
  }),
  network: networkSettings,
  raw: streamCapacity,
  enriched: streamCapacity,
  /** The most that the environment is to take. What the account allows is compared with it before a deployment. */
  peakEventsPerSecond: z.int().positive(),
  /**
   * Lanes that users are hashed to: the upper bound of parallel work. Many lanes make small packs when there are few
   * events. The key of every user's state holds the lane, so a change of this number restarts all sessions.
   */
  lanes: z.int().min(1).max(65_536),
  /**
   * KPL aggregates of foreign producers on raw: none, each with one partition key, or each with several. With several
   * keys, events lose their order or are lost when more than one invocation reads a shard.
   */
  kplAggregates: z.enum(["none", "one_key", "several_keys"]),
  redis: redisCapacity,
  /**
   * Of session states in Redis: they travel both ways with every event, mostly to another zone, which AWS bills by the byte.
   * Compressed they are a third as large, and enrichment takes more than twice the processor time (`npm run cost` has both).
   * All are read whatever is set; a release before 0.5 takes compressed ones for lost.
   */
  stateCompression: z.enum(choices.stateCompression),
  /** What to do with events while session state is out of reach. */
  redisOutage: z.enum(choices.redisOutage),
  /** Steps of one's own that are in force, by their names in `shared/custom/index.ts`, in the order in which they run. */
  steps: z.array(z.string()),
  /**
   * Those that are not in force any more. Their fields stay columns of the archive: what they gave is queried, and what
   * they gave an event that is still under way is archived.
   */
  formerSteps: z.array(z.string()),
  /** Domains that belong together with those of the pages: another shop, a host of payments. Their referrers are internal. */
  ownDomains: z.array(z.string()),
  /**
   * Properties that say who somebody is, by the ends of their paths (`shared/event/personal-names.ts`), and what is stored of
   * them: a keyed hash, by which the same can be found again, nothing, or all. Failed events keep their bytes as they came.
   */
  personalProperties: z.strictObject({
    names: z.array(z.string()),
    stored: z.enum(choices.personalStored),
  }),
  /** Of packs on the raw stream. */
  packCompression: z.enum(choices.compression),
  /** Of packs on the enriched stream; none where other programs read it as lines. */
  enrichedCompression: z.enum(choices.compression),
  scoring: z.enum(choices.scoring),
  /** Address of the model's predict method. Without it, here and in MODEL_URL, the stack brings a model of its own. */
  modelUrl: z.string().optional(),
  /** Address of Elasticsearch. Without it, here and in ELASTICSEARCH_URL, nothing is polled. */
  elasticsearchUrl: z.string().optional(),
  /**
   * Slices of the index that are read at once, by as many invocations of `produce`. One reads some 6,000 documents a second
   * where Elasticsearch returns a page of 10,000 in a second.
   */
  elasticsearchSlices: z.int().min(1).max(50),
  /**
   * How far behind now a poll of Elasticsearch stops, s: longer than the index takes to refresh, or what it shows later is
   * found by a later look at the same range (`functions/produce/recheck-work.ts`).
   */
  ingestLagSeconds: z.int().min(0).max(3600),
  /** Services outside the stack that it is not deployed without: their address and the ARN of their credential's secret. */
  credentials: z.array(service),
  /** Those of them that have no address outside of a network. */
  privateServices,
  /**
   * Whether predictions are put beside their table into the archive, for SQL: an object an invocation and day, which is a
   * PUT (`npm run cost` has it), and files as small as its batches. At 50,000 events a second that is a hundredth of the
   * bill, and a quarter of a million files an hour, which no query likes to read.
   */
  predictionArchive: z.boolean(),
  predictionWrites: z.enum(choices.predictionWrites),
  /** Days until a prediction expires. Each costs storage: a million predictions have about a gigabyte. */
  predictionDays: z.int().positive(),
  /** Provisioned, within bounds that auto-scaling keeps; on demand when absent. */
  predictionCapacity: tableCapacity.optional(),
  /**
   * Whether the table of predictions can be put back to any second of the last 35 days, which costs four fifths of its
   * storage again. Predictions can be had again from the archive by replay.
   */
  predictionRecovery: z.boolean(),
  functions: z.strictObject(
    Object.fromEntries(lambdaNames.map((name) => [name, functionSize])) as Record<
      (typeof lambdaNames)[number],
      typeof functionSize
    >,
  ),
  /** Whether `reservedConcurrency` is held back from the account's quota. `deploy` says so where the quota is too small. */
  reserveConcurrency: z.boolean(),
  triggers: z.strictObject({
    enrich: streamTrigger,
    predict: streamTrigger,
    search: streamTrigger,
    failed: queueTrigger,
  }),
  schedules: z.strictObject({ produce: z.boolean(), generate: z.boolean(), curate: z.boolean() }),
  archive: archiveBuffer,
  sinks: sinkSettings,
  /**
   * X-Ray traces of the functions. Lambda samples by itself, one a second and 5 % of the rest, and takes no
   * other rate: at thousands of invocations a second that is what tracing costs.
   */
  tracing: z.boolean(),
  /** Keep a record of every request to the buckets, in a bucket of its own. */
  accessLogs: z.boolean(),
  /**
   * Encrypt the Glue catalogue of the whole account and region with the stack's key. For an account of the stack's own:
   * other stacks' tables fall under it, too.
   */
  catalogEncryption: z.boolean(),
  alarms: alarmSettings,
  /** Declare an Amazon Managed Grafana workspace for the dashboards; billed by its users, who need IAM Identity Center. */
  grafana: z.boolean(),
});

export const environmentSettings = eachSetting.superRefine((settings, context) => {
  for (const { path, message } of misfits(settings)) context.addIssue({ code: "custom", path, message });
});

export type PipelineEnvironment = z.infer<typeof environmentSettings>;
export type BroughtServiceName = z.infer<typeof service>;
export type EnvironmentName = PipelineEnvironment["name"];
