import { EARLIEST_DAY } from "../shared/event/epoch.ts";
import { PERSONAL_PROPERTIES } from "../shared/event/personal-names.ts";
import { LANES } from "../shared/lane.ts";
import type { NewNetwork, PipelineEnvironment } from "./environments/settings.ts";

export type { PipelineEnvironment } from "./environments/settings.ts";

const GIB = 1024 ** 3;
const HOUR = 3600;

/**
 * The record age decides, not the number of attempts: a dependency that is down is waited for.
 * 10,000 is the most that Lambda takes.
 */
const patient = { recordAgeSeconds: 6 * HOUR, retryAttempts: 10_000 };

/**
 * What enrichment calls, and nothing else: each endpoint has its price. Lambda itself carries logs, metrics and traces, and
 * Firehose reads its stream by itself.
 */
const endpoints: NewNetwork["endpoints"] = ["kinesis-streams", "sqs", "secretsmanager"];

const dev: PipelineEnvironment = {
  name: "dev",
  tags: {},
  retainData: false,
  remoteState: false,
  logs: { days: 14, level: "INFO" },
  network: {
    cidr: "10.80.0.0/16",
    zones: 2,
    endpoints,
    flowLogs: "none",
  },
  raw: { retentionHours: 48 },
  enriched: { retentionHours: 48 },
  peakEventsPerSecond: 100,
  lanes: 64,
  kplAggregates: "none",
  redis: { nodeType: "cache.t4g.small", shards: 1, replicas: 0, snapshotDays: 0 },
  stateCompression: "none",
  redisOutage: "wait",
  steps: [],
  ownDomains: [],
  personalProperties: { names: [...PERSONAL_PROPERTIES], stored: "hashed" },
  formerSteps: [],
  packCompression: "zstd",
  enrichedCompression: "zstd",
  scoring: "stream",
  elasticsearchSlices: 1,
  ingestLagSeconds: 5,
  credentials: [],
  privateServices: {},
  predictionArchive: true,
  predictionWrites: "every_event",
  predictionDays: 30,
  predictionRecovery: false,
  functions: {
    produce: { memoryMb: 512, timeoutSeconds: 75, reservedConcurrency: 1 },
    generate: { memoryMb: 512, timeoutSeconds: 60, reservedConcurrency: 1 },
    enrich: { memoryMb: 1024, timeoutSeconds: 60 },
    predict: { memoryMb: 512, timeoutSeconds: 60 },
    archive: { memoryMb: 512, timeoutSeconds: 120 },
    // In force where a sink of events to explore is named.
    search: { memoryMb: 512, timeoutSeconds: 60 },
    failed: { memoryMb: 512, timeoutSeconds: 120 },
    // It waits for Athena, whose statements on one table must not overlap.
    curate: { memoryMb: 512, timeoutSeconds: 900, reservedConcurrency: 1 },
    load: { memoryMb: 1024, timeoutSeconds: 300 },
    // In force where no other model is named. Its processor time is a few microseconds an event.
    model: { memoryMb: 512, timeoutSeconds: 10 },
  },
  reserveConcurrency: true,
  triggers: {
    // One invocation a shard carries thousands of events a second; with more at once each has fewer events to share its cost.
    enrich: { batchSize: 500, windowSeconds: 0, parallelization: 1, fanOut: false, ...patient },
    predict: { batchSize: 500, windowSeconds: 0, parallelization: 1, fanOut: false, ...patient },
    // Whoever looks around waits for seconds, and a domain takes few large requests better than many small ones.
    search: { batchSize: 500, windowSeconds: 5, parallelization: 1, fanOut: false, ...patient },
    failed: { batchSize: 100, windowSeconds: 10, maximumConcurrency: 2 },
  },
  schedules: { produce: true, generate: true, curate: true },
  archive: {
    bufferMib: 64,
    bufferSeconds: 60,
    // What is valid is archived, however old it is.
    firstDay: EARLIEST_DAY,
    folders: [],
    expireAfterDays: 90,
    landingDays: 30,
    scanLimitBytes: 10 * GIB,
  },
  sinks: {},
  tracing: false,
  accessLogs: false,
  catalogEncryption: false,
  alarms: { receiverRequired: false, onSilence: false, failedShare: 0.05, latencyMs: 5000 },
  grafana: false,
};

const stagingNetwork: NewNetwork = {
  cidr: "10.81.0.0/16",
  zones: 2,
  endpoints,
  flowLogs: "rejected",
};

/**
 * The one below 100 ms at P50, from the raw stream to the stored prediction: one hop by fan-out, and the enriching
 * invocation scores. Its price is that a model that is down holds up enrichment, and a NAT gateway where the model is
 * outside of AWS. Take both lines marked so into prod for the same.
 */
const staging: PipelineEnvironment = {
  ...dev,
  name: "staging",
  remoteState: true,
  // For latency.
  scoring: "inline",
  logs: { days: 30, level: "INFO" },
  network: stagingNetwork,
  peakEventsPerSecond: 1000,
  lanes: LANES,
  redis: { nodeType: "cache.m7g.large", shards: 1, replicas: 1, snapshotDays: 1 },
  functions: {
    ...dev.functions,
    enrich: { memoryMb: 1769, timeoutSeconds: 60 },
    predict: { memoryMb: 1024, timeoutSeconds: 60 },
  },
  triggers: {
    ...dev.triggers,
    // For latency.
    enrich: { batchSize: 500, windowSeconds: 0, parallelization: 10, fanOut: true, ...patient },
  },
  archive: { ...dev.archive, bufferSeconds: 300, scanLimitBytes: 100 * GIB },
  tracing: true,
  alarms: {
    receiverRequired: false,
    onSilence: true,
    failedShare: 0.05,
    // One hop, by fan-out.
    latencyMs: 2000,
    monthlyBudget: 3000,
  },
};

const prod: PipelineEnvironment = {
  ...staging,
  name: "prod",
  scoring: "stream",
  retainData: true,
  // A year, as AWS's Foundational Security Best Practices have it (CloudWatch.16).
  logs: { days: 365, level: "INFO" },
  network: { ...stagingNetwork, cidr: "10.82.0.0/16", zones: 3 },
  // 50,000 events a second are 8 MB a second of raw packs and 13 MB of enriched ones: two and a half times as much fits, and
  // on the shard with the most lanes, which has 22 of 256, still half as much again.
  raw: { shards: 20, retentionHours: 168 },
  enriched: { shards: 32, retentionHours: 168 },
  peakEventsPerSecond: 50_000,
  redis: { nodeType: "cache.r7g.large", shards: 3, replicas: 1, snapshotDays: 7 },
  // States are what travels most, and each byte to another zone is billed.
  stateCompression: "zstd",
  credentials: ["model", "elasticsearch"],
  elasticsearchSlices: 12,
  // Whoever acts on a prediction does so within days, and all of them can be had again from the archive.
  predictionDays: 14,
  predictionArchive: false,
  predictionCapacity: {
    writes: { least: 100, most: 40_000 },
    reads: { least: 10, most: 4_000 },
    targetPercent: 70,
  },
  functions: {
    ...staging.functions,
    // A slice each; those of one minute may overlap with those of the next.
    produce: { memoryMb: 1024, timeoutSeconds: 75, reservedConcurrency: 24 },
    // One full core (1,769 MB) for the parse-bound path.
    enrich: { memoryMb: 1769, timeoutSeconds: 60, reservedConcurrency: 100 },
    predict: { memoryMb: 1769, timeoutSeconds: 60, reservedConcurrency: 150 },
    // Firehose gives a batch up after three refusals.
    archive: { memoryMb: 1024, timeoutSeconds: 120, reservedConcurrency: 100 },
  },
  triggers: {
    // One at once on a shard: an invocation costs 15 ms of waiting and a log line whatever it is given, so it should be given
    // much. Each carries 10,000 events a second and more, so that a backlog is worked off at four times the peak.
    enrich: { batchSize: 500, windowSeconds: 0, parallelization: 1, fanOut: true, ...patient },
    // Two, as a model may take its time.
    predict: { batchSize: 500, windowSeconds: 0, parallelization: 2, fanOut: false, ...patient },
    search: dev.triggers.search,
    failed: { batchSize: 100, windowSeconds: 10, maximumConcurrency: 20 },
  },
  schedules: { produce: true, generate: false, curate: true },
  archive: {
    ...staging.archive,
    bufferMib: 128,
    bufferSeconds: 900,
    expireAfterDays: 1095,
    scanLimitBytes: 1024 * GIB,
  },
  accessLogs: true,
  alarms: {
    receiverRequired: true,
    onSilence: true,
    failedShare: 0.02,
    latencyMs: 3000,
    monthlyBudget: 25_000,
  },
};

/** The environments that the project brings. A settings file changes them and adds others (`environments/laid-over.ts`). */
export const environments = { dev, staging, prod };
