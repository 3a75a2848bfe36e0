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

const histograms = () =>
  new Map<LatencyHop, RecordableHistogram>(latencyHops.map((hop) => [hop, createHistogram()]));

/** Latency of every event at every hop, in whole milliseconds, in constant memory. */
export class Latencies {
  readonly #hops = histograms();
  /** Since they were last asked for. */
  readonly #latest = histograms();
  /** Not while events of the past are put in their places: they were received weeks ago, and nobody waits for them. */
  measuring = true;

  /** Told of each, ms. */
  onRecord: (hop: LatencyHop, ms: number) => void = () => {};

  /** A clock of another machine may be ahead: what seems negative counts as the least that can be recorded. */
  record(hop: LatencyHop, ms: number): void {
    if (!this.measuring) return;
    const value = Math.max(1, Math.round(ms));
    this.#hops.get(hop)!.record(value);
    this.#latest.get(hop)!.record(value);
    this.onRecord(hop, ms);
  }

  report(): Record<LatencyHop, Percentiles> {
    return byHop(this.#hops);
  }

  /** Of the events since the last call; all 0 at a hop where there was none. */
  latest(): Record<LatencyHop, Percentiles> {
    const latest = byHop(this.#latest);
    for (const histogram of this.#latest.values()) histogram.reset();
    return latest;
  }
}

const byHop = (hops: ReadonlyMap<LatencyHop, RecordableHistogram>) =>
  Object.fromEntries(latencyHops.map((hop) => [hop, percentiles(hops.get(hop)!)])) as Record<
    LatencyHop,
    Percentiles
  >;

function percentiles(histogram: RecordableHistogram): Percentiles {
  if (histogram.count === 0) return { p50: 0, p95: 0, p99: 0, max: 0 };
  const at = (percentile: number) => histogram.percentile(percentile);
  return { p50: at(50), p95: at(95), p99: at(99), max: histogram.max };
}
