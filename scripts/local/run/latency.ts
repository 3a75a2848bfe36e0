import { createHistogram, type RecordableHistogram } from "node:perf_hooks";

export interface Percentiles {
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** Hops in the order of the flow; each ends where the next begins, `end_to_end` spans all but the archive. */
export const latencyHops = ["produce", "enrich", "predict", "end_to_end"] as const;
export type LatencyHop = (typeof latencyHops)[number];

/** Latency of every event at every hop, in whole milliseconds, in constant memory. */
export class Latencies {
  readonly #hops = new Map<LatencyHop, RecordableHistogram>(
    latencyHops.map((hop) => [hop, createHistogram()]),
  );

  /** Told of each, ms. */
  onRecord: (hop: LatencyHop, ms: number) => void = () => {};

  /** A clock of another machine may be ahead: what seems negative counts as the least that can be recorded. */
  record(hop: LatencyHop, ms: number): void {
    this.#hops.get(hop)!.record(Math.max(1, Math.round(ms)));
    this.onRecord(hop, ms);
  }

  report(): Record<LatencyHop, Percentiles> {
    return Object.fromEntries(latencyHops.map((hop) => [hop, percentiles(this.#hops.get(hop)!)])) as Record<
      LatencyHop,
      Percentiles
    >;
  }
}

function percentiles(histogram: RecordableHistogram): Percentiles {
  if (histogram.count === 0) return { p50: 0, p95: 0, p99: 0, max: 0 };
  const at = (percentile: number) => histogram.percentile(percentile);
  return { p50: at(50), p95: at(95), p99: at(99), max: histogram.max };
}
