/** What of a stack decides its price. */
export interface PricedStack {
  streams: Readonly<Record<PricedStreamName, PricedStream>>;
  /** The functions that events pass through. */
  functions: Readonly<
    Record<Exclude<PricedFunction, "search">, { memoryMb: number }> & { search?: { memoryMb: number } }
  >;
  /** Absent where nothing is polled. */
  produce?: PricedProduce;
  /** Documents that one search of the source brings at most. */
  pageSize: number;
  lanes: number;
  packBytes: Readonly<Record<PricedStreamName, number>>;
  compression: Readonly<Record<PricedStreamName, string>>;
  /** Whether states in Redis are compressed. */
  compressesStates?: boolean;
  enrich: PricedTrigger;
  /** Where events are copied to be explored. */
  search?: PricedSearch;
  /** Absent where enrichment scores. */
  predict?: PricedTrigger;
  delivery: { transformMib: number; bufferMib: number; bufferSeconds: number };
  predictions: PricedTable;
  /** Days that an archived object is kept. */
  archiveDays: number;
  /** Days that a file is kept as it landed, where its events are taken over by the curated table; absent without one. */
  landingDays?: number;
  redis: { nodeType: string; nodes: number; shards: number; snapshotDays: number };
  network: { zones: number; endpoints: number; nats: number };
  logs: { days: number; platformLines: boolean };
  tracing: boolean;
  /** Dollars a month from which on somebody is told. */
  monthlyBudget?: number;
  counts: { alarms: number; keys: number; secrets: number };
}

export interface PricedProduce {
  memoryMb: number;
  /** Invocations at once, and how long of each minute they poll, s. */
  slices: number;
  pollSeconds: number;
}

export type PricedStreamName = "raw" | "enriched";
export type PricedFunction = "enrich" | "predict" | "archive" | "search";

export interface PricedSearch {
  trigger: PricedTrigger;
  keepDays: number;
  replicas: number;
  /** Where it is the stack's own. */
  domain?: { instanceType: string; instances: number; volumeGib: number };
}

export interface PricedStream {
  /** On demand when absent. */
  shards?: number;
  retentionHours: number;
  /** Readers by fan-out, and those that poll. */
  fanOuts: number;
  polls: number;
}

export interface PricedTrigger {
  fanOut: boolean;
  batchSize: number;
  windowSeconds: number;
  parallelization: number;
}

export interface PricedTable {
  latestOnly: boolean;
  /** Whether predictions are put into the archive, too. */
  archived?: boolean;
  days: number;
  /** Provisioned: the least units, and the share of them that auto-scaling aims at. On demand when absent. */
  provisioned?: { leastWrites: number; mostWrites: number; leastReads: number; targetPercent: number };
  recovery: boolean;
}

/** What comes in. */
export interface Load {
  eventsPerSecond: number;
  /** Mean raw event, bytes. */
  eventBytes: number;
  /** Mean time between two events of one person who is there. */
  personSeconds: number;
  /** With one item a person and batch: the events of an item, where that was measured. */
  eventsPerItem?: number;
}

export interface Term {
  name: string;
  /** Dollars a month. */
  monthly: number;
  /** How it comes about, for the reader who checks it. */
  from: string;
}
