import type { FunctionName } from "../shared/settings/functions.ts";

/** Everything in which environments differ, and nothing else: no other file asks which environment it is in. */
export interface PipelineEnvironment {
  name: EnvironmentName;
  /** Keep data when the stack is destroyed: deletion protection, no emptying of buckets. */
  retainData: boolean;
  logDays: number;
  availabilityZones: readonly string[];
  raw: StreamCapacity;
  enriched: StreamCapacity;
  /**
   * KPL aggregates of foreign producers on raw: none; each of one partition key; or of several keys, whose
   * events lose their order, or are lost, once a shard is read by more than one invocation.
   */
  kplAggregates: "none" | "one_key" | "several_keys";
  redis: RedisCapacity;
  /** What to do with events while session state is out of reach. */
  redisOutage: "wait" | "degrade";
  packCompression: "none" | "gzip" | "zstd";
  scoring: "stream" | "inline";
  predictionWrites: "every_event" | "latest_per_user";
  predictionDays: number;
  functions: Readonly<Record<FunctionName, FunctionSize>>;
  triggers: { enrich: StreamTrigger; predict: StreamTrigger; failed: QueueTrigger };
  schedules: { produce: boolean; generate: boolean };
  archive: ArchiveBuffer;
}

export type EnvironmentName = "dev" | "staging" | "prod";

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
  /** First day that queries look for partitions. Older events are archived all the same. */
  firstDay: string;
  /** Days until an object moves to infrequent access, and until it is deleted. */
  infrequentAfterDays: number;
  expireAfterDays: number;
  /** Most bytes that one Athena query may scan. */
  scanLimitBytes: number;
}

const GIB = 1024 ** 3;
const HOUR = 3600;

/**
 * The record age decides, not the number of attempts: a dependency that is down is waited for.
 * 10,000 is the most that Lambda takes.
 */
const patient = { recordAgeSeconds: 6 * HOUR, retryAttempts: 10_000 };

const dev: PipelineEnvironment = {
  name: "dev",
  retainData: false,
  logDays: 14,
  availabilityZones: ["a", "b"],
  raw: { retentionHours: 48 },
  enriched: { retentionHours: 48 },
  kplAggregates: "none",
  redis: { nodeType: "cache.t4g.small", shards: 1, replicas: 0 },
  redisOutage: "wait",
  packCompression: "zstd",
  scoring: "stream",
  predictionWrites: "every_event",
  predictionDays: 30,
  functions: {
    // One cursor: two invocations at once would read the same documents.
    produce: { memoryMb: 512, timeoutSeconds: 60, reservedConcurrency: 1 },
    generate: { memoryMb: 512, timeoutSeconds: 60, reservedConcurrency: 1 },
    enrich: { memoryMb: 1024, timeoutSeconds: 60 },
    predict: { memoryMb: 512, timeoutSeconds: 60 },
    archive: { memoryMb: 512, timeoutSeconds: 120 },
    failed: { memoryMb: 512, timeoutSeconds: 120 },
  },
  triggers: {
    enrich: { batchSize: 500, windowSeconds: 0, parallelization: 2, fanOut: false, ...patient },
    predict: { batchSize: 500, windowSeconds: 0, parallelization: 2, fanOut: false, ...patient },
    failed: { batchSize: 100, windowSeconds: 10 },
  },
  schedules: { produce: true, generate: true },
  archive: {
    bufferMib: 64,
    bufferSeconds: 60,
    firstDay: "2015-01-01",
    infrequentAfterDays: 30,
    expireAfterDays: 90,
    scanLimitBytes: 10 * GIB,
  },
};

const staging: PipelineEnvironment = {
  ...dev,
  name: "staging",
  logDays: 30,
  redis: { nodeType: "cache.m7g.large", shards: 1, replicas: 1 },
  functions: {
    ...dev.functions,
    enrich: { memoryMb: 1769, timeoutSeconds: 60 },
    predict: { memoryMb: 1024, timeoutSeconds: 60 },
  },
  archive: { ...dev.archive, bufferSeconds: 300, scanLimitBytes: 100 * GIB },
};

const prod: PipelineEnvironment = {
  ...staging,
  name: "prod",
  retainData: true,
  logDays: 90,
  availabilityZones: ["a", "b", "c"],
  raw: { retentionHours: 168 },
  enriched: { retentionHours: 168 },
  redis: { nodeType: "cache.r7g.large", shards: 3, replicas: 1 },
  predictionDays: 90,
  functions: {
    ...staging.functions,
    // One full core (1,769 MB) for the parse-bound path.
    enrich: { memoryMb: 1769, timeoutSeconds: 60, reservedConcurrency: 400 },
    predict: { memoryMb: 1769, timeoutSeconds: 60, reservedConcurrency: 200 },
    archive: { memoryMb: 1024, timeoutSeconds: 120 },
  },
  triggers: {
    enrich: { batchSize: 500, windowSeconds: 0, parallelization: 10, fanOut: true, ...patient },
    predict: { batchSize: 500, windowSeconds: 0, parallelization: 5, fanOut: false, ...patient },
    failed: { batchSize: 100, windowSeconds: 10 },
  },
  schedules: { produce: true, generate: false },
  archive: {
    ...staging.archive,
    bufferMib: 128,
    bufferSeconds: 900,
    infrequentAfterDays: 90,
    expireAfterDays: 1095,
    scanLimitBytes: 1024 * GIB,
  },
};

export const environments: Readonly<Record<EnvironmentName, PipelineEnvironment>> = { dev, staging, prod };
