import type { Load, PricedStack } from "../../../scripts/cost/stack.ts";

/** A stack whose figures are easily worked out: nothing compressed, everything on demand, no extras. */
export const plainStack = (override: Partial<PricedStack> = {}): PricedStack => ({
  streams: {
    raw: { retentionHours: 24, fanOuts: 0, polls: 1 },
    enriched: { retentionHours: 24, fanOuts: 0, polls: 2 },
  },
  functions: { enrich: { memoryMb: 1769 }, predict: { memoryMb: 1769 }, archive: { memoryMb: 1769 } },
  pageSize: 10_000,
  lanes: 1,
  packBytes: { raw: 1_000_000, enriched: 1_000_000 },
  compression: { raw: "none", enriched: "none" },
  enrich: { fanOut: false, batchSize: 500, windowSeconds: 0, parallelization: 1 },
  predict: { fanOut: false, batchSize: 500, windowSeconds: 0, parallelization: 1 },
  delivery: { transformMib: 2, bufferMib: 64, bufferSeconds: 900 },
  predictions: { latestOnly: false, days: 30, recovery: false },
  archiveDays: 30,
  redis: { nodeType: "cache.t4g.small", nodes: 1, shards: 1, snapshotDays: 0 },
  network: { zones: 1, endpoints: 0, nats: 0 },
  logs: { days: 14, platformLines: false },
  tracing: false,
  counts: { alarms: 0, keys: 0, secrets: 0 },
  ...override,
});

export const load = (override: Partial<Load> = {}): Load => ({
  eventsPerSecond: 10,
  eventBytes: 1000,
  personSeconds: 1e9,
  ...override,
});
