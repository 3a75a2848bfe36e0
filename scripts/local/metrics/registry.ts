import { Counter, exponentialBuckets, Gauge, Histogram, Registry } from "prom-client";
import { type QueryMetricName, queryMetrics } from "../../../shared/observability/query-metrics.ts";
import { type RunMetric, type RunMetricName, runMetrics } from "../../../shared/observability/run-metrics.ts";
import {
  lookUpIn,
  lookUpMetric,
  lookUpNamed,
  lookUpStatuses,
  lookUpSteps,
  prometheusName,
  type WrittenMetric,
  writtenMetrics,
} from "../../../shared/observability/written.ts";

/** Seconds, from a millisecond to a minute. */
const DURATIONS = exponentialBuckets(0.001, 2, 17);
const SIZES = exponentialBuckets(1, 4, 11);

type Labels = Record<string, string>;

/** Metrics of one run, in a registry of its own: several runs may share a process. */
export class RunRegistry {
  readonly #registry = new Registry();
  readonly #metrics = new Map<string, Counter | Gauge | Histogram>();

  constructor() {
    for (const [name, metric] of Object.entries<RunMetric>(runMetrics)) this.#register(name, metric);
    this.#register(lookUpMetric.name, {
      kind: "counter",
      help: lookUpMetric.help,
      labels: ["function", "step", "status"],
    });
    for (const [name, { help, labels }] of Object.entries(queryMetrics))
      this.#register(name, { kind: "gauge", help, labels: Object.keys(labels) });
    for (const [name, written] of Object.entries(writtenMetrics))
      this.#register(prometheusName(name, written), runMetricOf(written));
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  add(name: RunMetricName, labels: Labels, value: number): void {
    (this.#metrics.get(name) as Counter).inc(labels, value);
  }

  observe(name: RunMetricName, labels: Labels, value: number): void {
    (this.#metrics.get(name) as Histogram).observe(labels, value);
  }

  /** All samples of a gauge, or of a counter that is counted elsewhere. */
  replace(name: RunMetricName | QueryMetricName, samples: Iterable<readonly [Labels, number]>): void {
    const metric = this.#metrics.get(name) as Counter | Gauge;
    metric.reset();
    for (const [labels, value] of samples) metric.inc(labels, value);
  }

  /** Counters of a function at 0: one that appears with its first value never increases to Prometheus. */
  expect(functionName: string, id: string): void {
    for (const [name, written] of Object.entries(writtenMetrics))
      if (written.kind === "counter" && written.by.some((each) => each === id))
        this.written(functionName, name, [0]);
    if (id !== "enrich") return;
    for (const step of lookUpSteps)
      for (const status of lookUpStatuses) this.written(functionName, lookUpNamed(step, status), [0]);
  }

  /** Values of a metric that a function wrote. One that is not in the list has no name here. */
  written(functionName: string, name: string, values: readonly number[]): void {
    const labels = { function: functionName };
    const lookUp = lookUpIn(name);
    const written = lookUp === undefined ? writtenMetrics[name] : undefined;
    const metric = this.#metrics.get(written ? prometheusName(name, written) : lookUpMetric.name);
    if ((written ?? lookUp) === undefined || metric === undefined) return;
    for (const value of values) {
      if (metric instanceof Histogram)
        metric.observe(labels, written?.kind === "duration" ? value / 1000 : value);
      else if (metric instanceof Gauge)
        metric.set(labels, written?.kind === "gauge_ms" ? value / 1000 : value);
      else metric.inc({ ...labels, ...lookUp }, value);
    }
  }

  #register(name: string, { kind, help, labels, buckets }: RunMetric): void {
    const common = { name, help, labelNames: labels, registers: [this.#registry] };
    const metric =
      kind === "histogram"
        ? new Histogram({ ...common, buckets: buckets === "sizes" ? SIZES : DURATIONS })
        : new (kind === "counter" ? Counter : Gauge)(common);
    this.#metrics.set(name, metric);
  }
}

const KINDS = {
  counter: "counter",
  duration: "histogram",
  size: "histogram",
  gauge_count: "gauge",
  gauge_ms: "gauge",
} as const;

const runMetricOf = ({ kind, help }: WrittenMetric): RunMetric => ({
  kind: KINDS[kind],
  help,
  labels: ["function"],
  ...(kind === "size" && { buckets: "sizes" }),
});
