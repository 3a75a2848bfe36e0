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
  network: NetworkPlace;
  raw: StreamCapacity;
  enriched: StreamCapacity;
  /**
   * Lanes that users are hashed to: the finest that order and parallel work are divided. Many lanes make small packs
   * where events are few. Every user's state is kept under the lane, so that a change begins all sessions anew.
   */
  lanes: number;
  /**
   * KPL aggregates of foreign producers on raw: none; each of one partition key; or of several keys, whose
   * events lose their order, or are lost, once a shard is read by more than one invocation.
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
  packCompression: "none" | "gzip" | "zstd";
  scoring: "stream" | "inline";
  /** Address of the model's predict method; the operator is asked for it when absent. MODEL_URL comes first. */
  modelUrl?: string;
  /** Services outside the stack that take a credential: without the ARN of its secret nothing is deployed. */
  credentials: readonly ("model" | "elasticsearch")[];
  predictionWrites: "every_event" | "latest_per_user";
  predictionDays: number;
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
}

export interface Logging {
  days: number;
  /** Least level of the functions' own lines. Not above INFO: Lambda would drop the lines that carry the metrics. */
  level: "DEBUG" | "INFO";
}

/** A network that the stack makes, or private subnets that exist and whose ways out and endpoints are their owner's. */
export type NetworkPlace = OwnNetwork | ExistingNetwork;

export interface OwnNetwork {
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
  /** Shards of a provisioned stream; on-demand when absent. */
  shards?: number;
  /** Hours that records stay readable: longer than the triggers' record age, so that failures can be fetched. */
  retentionHours: number;
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
  /** Enhanced fan-out: own throughput and push delivery, for a P50 below a second. */
  fanOut: boolean;
  recordAgeSeconds: number;
  retryAttempts: number;
}

export interface QueueTrigger {
  batchSize: number;
  windowSeconds: number;
}

export interface ArchiveBuffer {
  /** MiB and seconds; the first that is reached closes a file. */
  bufferMib: number;
  bufferSeconds: number;
  /**
   * First day that queries look for partitions, `YYYY-MM-DD`. An older event is a failed one, which can be replayed once
   * the day is set back. A query without a condition on dt looks for every hour from here on: the later the cheaper.
   */
  firstDay: string;
  /**
   * Sources (metadata.source, else app_id) with a folder of their own below the hour, for those who read the objects;
   * all others share `source=other`. Queries go by the column `source` and see every one. Each folder makes smaller
   * files, and leaves Firehose fewer hours (`shared/archive-folders.ts`): four at most, and none unless it is asked for.
   */
  folders: readonly string[];
  /** Days until an object is deleted. From the first day on it lies in Intelligent-Tiering. */
  expireAfterDays: number;
  /** Most bytes that one Athena query may scan. */
  scanLimitBytes: number;
}

export interface Alarms {
  /** Who is told by mail; ALARM_EMAIL comes first. Nobody when both are absent: the topic then waits for subscribers. */
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
