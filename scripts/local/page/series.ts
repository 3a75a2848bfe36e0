import { latencyHops } from "../run/latency.ts";
import type { Ledger } from "../run/ledger.ts";
import { Recent } from "../run/recent.ts";
import { type SeriesPoint, type StageName, stageNames } from "./state.ts";

type Counts = Record<StageName, number>;

interface Sample {
  at: number;
  counts: Counts;
}

/** Over how many samples, one a second, the page's rates are taken. */
const RATE_SAMPLES = 5;
/** Samples a point. */
const POINT_SAMPLES = 5;
/** An hour of points. */
const MAX_POINTS = 3_600 / POINT_SAMPLES;
const ACTIVE_MS = 5 * 60_000;

export interface SeriesParts {
  ledger: Pick<Ledger, "latencies">;
  active: { within(ms: number, now: number): number };
  counts(): Counts;
}

/** Rates and latencies over the last hour, in memory that does not grow. */
export class Series {
  readonly #parts: SeriesParts;
  readonly #points = new Recent<SeriesPoint>(MAX_POINTS);
  readonly #samples: Sample[] = [];
  #taken = 0;

  constructor(parts: SeriesParts) {
    this.#parts = parts;
  }

  /** To be called once a second. @param now epoch ms */
  sample(now: number): void {
    this.#samples.push({ at: now, counts: this.#parts.counts() });
    if (this.#samples.length > RATE_SAMPLES + 1) this.#samples.shift();
    this.#taken += 1;
    if (this.#taken % POINT_SAMPLES === 0) this.#points.add(this.#point(now));
  }

  /** Events a second at each stage. */
  rates(): Counts {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    const seconds = first && last ? Math.max(1, (last.at - first.at) / 1000) : 1;
    return Object.fromEntries(
      stageNames.map((name) => [
        name,
        first && last ? Math.round((last.counts[name] - first.counts[name]) / seconds) : 0,
      ]),
    ) as Counts;
  }

  /** Those behind `since` (epoch ms), oldest first. */
  points(since: number): SeriesPoint[] {
    const newer: SeriesPoint[] = [];
    for (const point of this.#points.newestFirst()) {
      if (point.at <= since) break;
      newer.push(point);
    }
    return newer.reverse();
  }

  #point(at: number): SeriesPoint {
    const latest = this.#parts.ledger.latencies.latest();
    const latency_ms = Object.fromEntries(
      latencyHops.map((hop) => [hop, { p50: latest[hop].p50, p95: latest[hop].p95 }]),
    ) as SeriesPoint["latency_ms"];
    return { at, rates: this.rates(), latency_ms, active: this.#parts.active.within(ACTIVE_MS, at) };
  }
}
