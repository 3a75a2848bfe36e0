import type { FunctionName } from "../../shared/settings/functions.ts";

export type EnvironmentName = "dev" | "staging" | "prod";

/** Everything in which environments differ, and nothing else: no other file asks which environment it is in. */
export interface PipelineEnvironment {
  name: EnvironmentName;
  /** On every resource, beside `application` and `environment`. */
  tags: Readonly<Record<string, string>>;
  /** Keep data when the stack is destroyed: deletion protection, no emptying of buckets, the last cache snapshot. */
  retainData: boolean;
  logs: Logging;
  network: NetworkSetting;
  raw: StreamCapacity;
  enriched: StreamCapacity;
  /**
   * Lanes that users are hashed to: the upper bound of parallel work. Many lanes make small packs when there are few
   * events. The key of every user's state holds the lane, so a change of this number restarts all sessions.
   */
  lanes: number;
  /**
   * KPL aggregates of foreign producers on raw: none, each with one partition key, or each with several. With several
   * keys, events lose their order or are lost when more than one invocation reads a shard.
   */
  kplAggregates: "none" | "one_key" | "several_keys";
  redis: RedisCapacity;
  /** What to do with events while session state is out of reach. */
  redisOutage: "wait" | "degrade";
  /** Steps of one's own that are in force, by their names in `shared/custom/index.ts`, in the order in which they run. */
  steps: readonly string[];
  /**
   * Those that are not in force any more. Their fields stay columns of the archive: what they gave is queried, and what
   * they gave an event that is still under way is archived.
   */
  formerSteps: readonly string[];
  /** Domains that belong together with those of the pages: another shop, a host of payments. Their referrers are internal. */
  ownDomains: readonly string[];
  /** Of packs on the raw stream. */
  packCompression: "none" | "gzip" | "zstd";
  /** Of packs on the enriched stream; none where other programs read it as lines. */
  enrichedCompression: "none" | "gzip" | "zstd";
  scoring: "stream" | "inline";
  /** Address of the model's predict method; the operator is asked for it when absent. MODEL_URL comes first. */
  modelUrl?: string;
  /** Services outside the stack that take a credential: without the ARN of its secret nothing is deployed. */
  credentials: readonly ("model" | "elasticsearch")[];
  predictionWrites: "every_event" | "latest_per_user";
  /** Days until a prediction expires. Each costs storage: a million predictions have about a gigabyte. */
  predictionDays: number;
  /** Provisioned, within bounds that auto-scaling keeps; on demand when absent. */
  predictionCapacity?: TableCapacity;
  /**
   * Whether the table of predictions can be put back to any second of the last 35 days, which costs four fifths of its
   * storage again. Predictions can be had again from the archive by replay.
   */
  predictionRecovery: boolean;
  functions: Readonly<Record<FunctionName, FunctionSize>>;
  triggers: { enrich: StreamTrigger; predict: StreamTrigger; failed: QueueTrigger };
  schedules: { produce: boolean; generate: boolean };
  archive: ArchiveBuffer;
  /**
   * X-Ray traces of the functions. Lambda samples by itself, one a second and 5 % of the rest, and takes no
   * other rate: at thousands of invocations a second that is what tracing costs.
   */
  tracing: boolean;
  /** Keep a record of every request to the buckets, in a bucket of its own. */
  accessLogs: boolean;
  alarms: Alarms;
  /** Declare an Amazon Managed Grafana workspace for the dashboards; billed by its users, who need IAM Identity Center. */
  grafana: boolean;
}

export interface Logging {
  days: number;
  /** Least level of the functions' own lines. Not above INFO: Lambda would drop the lines that carry the metrics. */
  level: "DEBUG" | "INFO";
}

/** A network that the stack creates, or existing private subnets, whose owner provides NAT and endpoints. */
export type NetworkSetting = NewNetwork | ExistingNetwork;

export interface NewNetwork {
  /** Range of the network, /16; each zone takes a /20 of it. */
  cidr: string;
  /** Letters of the region's zones, two or three. */
  zones: readonly string[];
  /** Services with an interface endpoint, about $8 a month and zone each. */
  endpoints: readonly InterfaceService[];
}

export interface ExistingNetwork {
  vpcId: string;
  /** Private subnets, in two zones or more. */
  subnetIds: readonly string[];
}

export type InterfaceService =
  | "kinesis-streams"
  | "kinesis-firehose"
  | "sqs"
  | "secretsmanager"
  | "logs"
  | "monitoring";

export interface StreamCapacity {
  /**
   * Shards of a provisioned stream; on demand when absent. One takes 1 MB a second. No AWS service changes their number by
   * itself: an alarm says when half of what they take is used for long.
   */
  shards?: number;
  /** Hours that records stay readable: longer than the triggers' record age, so that failures can be fetched. */
  retentionHours: number;
}

/** Capacity units of a table. One write of up to 1 KiB a second is a unit, or one consistent read of up to 4 KiB. */
export interface TableCapacity {
  writes: CapacityRange;
  reads: CapacityRange;
  /** Share of what is provisioned that auto-scaling aims to have used, per cent: 20 to 90. */
  targetPercent: number;
}

export interface CapacityRange {
  least: number;
  most: number;
}

export interface RedisCapacity {
  nodeType: string;
  /** 1 is cluster mode off. */
  shards: number;
  replicas: number;
  /** Days that a daily snapshot is kept; 0 for none. */
  snapshotDays: number;
}

export interface FunctionSize {
  memoryMb: number;
  timeoutSeconds: number;
  /** Invocations at once; unreserved when absent. */
  reservedConcurrency?: number;
}

export interface StreamTrigger {
  /** Records, that is packs, an invocation. */
  batchSize: number;
  windowSeconds: number;
  /** Invocations at once on one shard; order holds for each partition key. */
  parallelization: number;
  /** Enhanced fan-out: dedicated throughput and push delivery, for a P50 below a second. */
  fanOut: boolean;
  recordAgeSeconds: number;
  retryAttempts: number;
}

export interface QueueTrigger {
  batchSize: number;
  windowSeconds: number;
  /** Invocations at once, 2 to 1000: without it a full queue takes the concurrency of whatever has none reserved. */
  maximumConcurrency: number;
}

export interface ArchiveBuffer {
  /** MiB and seconds; the first that is reached closes a file. */
  bufferMib: number;
  bufferSeconds: number;
  /**
   * First day of the table's partitions, `YYYY-MM-DD`. An older event fails, and can be replayed once this day is set
   * earlier. A query without a condition on dt lists every hour from this day on, so a later day is cheaper.
   */
  firstDay: string;
  /**
   * Sources (metadata.source, else app_id) that get their own folder below the hour, for programs that read the
   * objects. All others share `source=other`. Queries use the column `source` and see every source. Each folder makes
   * files smaller and leaves Firehose fewer hours (`shared/archive-folders.ts`), so there are four at most.
   */
  folders: readonly string[];
  /** Days until an object is deleted. Objects are in Intelligent-Tiering from the first day. */
  expireAfterDays: number;
  /** Largest number of bytes that one Athena query may scan. */
  scanLimitBytes: number;
}

export interface Alarms {
  /** Mail address for alarms; ALARM_EMAIL goes before it. Without both, the topic has no subscriber. */
  email?: string;
  /** Whether a minute or an hour without any invocation of a scheduled function is an alarm too. */
  onSilence: boolean;
  /** Share of the events that may fail before it is an alarm. */
  failedShare: number;
  /** From arrival on the raw stream to the stored prediction, ms: an alarm when the 99th percentile is above. */
  latencyMs: number;
  /** US dollars a month for everything tagged with the environment; no budget when absent. */
  monthlyBudget?: number;
}
