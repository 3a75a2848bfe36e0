import { Datapoint } from "./datapoints.ts";

export interface MetricIdentity {
  namespace: string;
  name: string;
  dimensions: Readonly<Record<string, string>>;
}

interface Series extends MetricIdentity {
  /** By the minute that they begin with, epoch ms, in the order in which they came. */
  minutes: Map<number, Datapoint>;
}

const MINUTE_MS = 60_000;
/** Minutes of a metric that are kept, the latest. */
const KEPT_MINUTES = 180;
/** Metrics that are kept; the one that was told longest ago gives way. */
const MAX_METRICS = 500;

/** Metrics of the last three hours, by the minute. */
export class MetricStore {
  readonly #series = new Map<string, Series>();

  /** @param time epoch ms */
  at(identity: MetricIdentity, time: number): Datapoint {
    const key = keyOf(identity);
    const series = this.#series.get(key) ?? { ...identity, minutes: new Map() };
    this.#series.delete(key);
    this.#series.set(key, series);
    if (this.#series.size > MAX_METRICS) this.#series.delete(this.#series.keys().next().value!);
    const minute = Math.floor(time / MINUTE_MS) * MINUTE_MS;
    const known = series.minutes.get(minute);
    if (known) return known;
    const datapoint = new Datapoint();
    series.minutes.set(minute, datapoint);
    if (series.minutes.size > KEPT_MINUTES) series.minutes.delete(Math.min(...series.minutes.keys()));
    return datapoint;
  }

  /** Every metric that fits what is asked for. */
  list({ namespace, name, dimensions = {} }: Partial<MetricIdentity>): MetricIdentity[] {
    return [...this.#series.values()].filter(
      (series) =>
        (namespace === undefined || series.namespace === namespace) &&
        (name === undefined || series.name === name) &&
        // A dimension that is asked for without a value may have any.
        Object.entries(dimensions).every(([key, value]) =>
          value === "" ? key in series.dimensions : series.dimensions[key] === value,
        ),
    );
  }

  /** Datapoints of the periods that begin in [start, end), ms, in the order of time. */
  periods(
    identity: MetricIdentity,
    start: number,
    end: number,
    periodMs: number,
  ): [begin: number, Datapoint][] {
    const periods = new Map<number, Datapoint>();
    const first = Math.floor(start / periodMs) * periodMs;
    for (const [minute, datapoint] of this.#series.get(keyOf(identity))?.minutes ?? []) {
      const begin = Math.floor(minute / periodMs) * periodMs;
      if (begin < first || begin >= end) continue;
      const merged = periods.get(begin) ?? new Datapoint();
      merged.merge(datapoint);
      periods.set(begin, merged);
    }
    return [...periods].sort(([a], [b]) => a - b);
  }
}

const keyOf = ({ namespace, name, dimensions }: MetricIdentity): string =>
  JSON.stringify([namespace, name, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);

/** The metrics of an EMF line ("Specification: Embedded metric format", Amazon CloudWatch). */
export function addEmf(store: MetricStore, emf: Record<string, unknown>, now: number): void {
  const { Timestamp: time = now, CloudWatchMetrics: directives = [] } = emf._aws as {
    Timestamp?: number;
    CloudWatchMetrics?: { Namespace: string; Dimensions?: string[][]; Metrics?: { Name: string }[] }[];
  };
  for (const { Namespace: namespace, Dimensions: sets = [[]], Metrics: metrics = [] } of directives)
    for (const names of sets) {
      const dimensions = Object.fromEntries(names.map((name) => [name, String(emf[name])]));
      for (const { Name: name } of metrics)
        for (const value of [emf[name]].flat())
          if (typeof value === "number") store.at({ namespace, name, dimensions }, time).add(value);
    }
}
