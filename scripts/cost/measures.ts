/**
 * What was measured of the events of synthetic shoppers, 891 bytes each, on one core of a Xeon and Node 24. Sizes are of
 * `npm start` and `npm run bench`'s sample; `test/scripts/cost/measures.test.ts` measures the ratios of compression anew.
 */
export const measures = {
  /** An enriched event through a raw one, bytes. */
  enrichedGrowth: 2.24,
  /** Parquet through enriched JSON. */
  parquet: 0.105,
  /** The curated table's Parquet, of zstd, through that of the landed files, of Snappy (200,000 events, by DuckDB). */
  curatedShare: 0.6,
  /** A prediction item as DynamoDB counts it, and what it adds to each item that it stores. */
  itemBytes: 650,
  itemOverheadBytes: 100,
  /** A device's state in Redis, and the keys and protocol around it, one way. */
  stateBytes: 4_100,
  /** Of a state of that size, what zstd leaves, and its milliseconds of one core, both ways. */
  compressedState: { share: 0.31, cpuMs: 0.05 },
  /** Milliseconds of one core an event, all of the function's work. */
  cpuMs: { enrich: 0.035, predict: 0.035, archive: 0.02, search: 0.022 },
  /**
   * Milliseconds an invocation waits: Redis twice and Kinesis; the model and the table; nothing; and a bulk request, which no
   * machine without the service can measure, so that a tenth of a second is taken for it.
   */
  waitMs: { enrich: 15, predict: 25, archive: 5, search: 100 },
  /** The one line with the metrics that an invocation writes, bytes. */
  logLineBytes: { enrich: 1_500, predict: 700, archive: 600, search: 700 },
  /**
   * What `produce` reads and writes of its progress, by `test/functions/produce/fleet.ts` with 12 slices: changes and
   * looks of a slice, some of which find that another was faster; and the stored bytes, of which each range that waits to
   * be looked at again has so many, for so long (s).
   */
  progress: { changes: 5, looks: 11, rangeBytes: 60, waitSeconds: 75, keyBytes: 8 },
  /** Custom metrics of all functions. */
  metrics: 78,
} as const;

/** Memory at which a function has one whole core ("Configure Lambda function memory", AWS Lambda guide). */
export const CORE_MB = 1769;

interface Shrinking {
  events: number;
  raw: number;
  enriched: number;
}

/** Bytes of a pack through its plain bytes, zstd at the lowest level, by the number of events in it. */
const zstd: readonly Shrinking[] = [
  { events: 1, raw: 0.627, enriched: 0.522 },
  { events: 5, raw: 0.305, enriched: 0.261 },
  { events: 10, raw: 0.239, enriched: 0.209 },
  { events: 20, raw: 0.192, enriched: 0.175 },
  { events: 40, raw: 0.161, enriched: 0.151 },
  { events: 80, raw: 0.14, enriched: 0.135 },
  { events: 150, raw: 0.126, enriched: 0.122 },
  { events: 250, raw: 0.118, enriched: 0.116 },
  { events: 500, raw: 0.105, enriched: 0.112 },
];

/** Level 1 of gzip is this much larger. */
const GZIP = 1.15;

/** Of a pack of so many events; between two measured packs in proportion to the logarithm of their size. */
export function compressedShare(stream: "raw" | "enriched", events: number, compression: string): number {
  if (compression === "none") return 1;
  const at = Math.max(
    0,
    zstd.findLastIndex((each) => each.events <= events),
  );
  const [below, above] = [zstd[at]!, zstd[Math.min(at + 1, zstd.length - 1)]!];
  const span = Math.log(above.events / below.events);
  const part = span === 0 ? 0 : Math.min(1, Math.max(0, Math.log(events / below.events) / span));
  const share = below[stream] + (above[stream] - below[stream]) * part;
  return compression === "gzip" ? Math.min(1, share * GZIP) : share;
}
