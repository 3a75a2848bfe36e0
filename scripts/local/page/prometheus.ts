import type { PageState } from "./state.ts";

type Sample = [labels: Record<string, string>, value: number];

/** The page's figures in Prometheus' text format, under the names that its conventions ask for. */
export function prometheus(state: PageState): string {
  const latency = Object.entries(state.latency_ms).flatMap(([hop, { p50, p95, p99 }]): Sample[] => [
    [{ hop, quantile: "0.5" }, p50 / 1000],
    [{ hop, quantile: "0.95" }, p95 / 1000],
    [{ hop, quantile: "0.99" }, p99 / 1000],
  ]);
  const failed = Object.entries(state.failed).flatMap(([stage, reasons]) =>
    Object.entries(reasons).map(([reason, count]): Sample => [{ stage, reason }, count]),
  );
  return [
    metric(
      "clickstream_events_total",
      "counter",
      "Events that reached a stage",
      state.stages.map(({ name, count }) => [{ stage: name }, count]),
    ),
    metric("clickstream_failed_events_total", "counter", "Failed events stored", failed),
    metric("clickstream_latency_seconds", "gauge", "Latency by hop", latency),
    metric(
      "clickstream_iterator_age_seconds",
      "gauge",
      "Age of the oldest unprocessed record",
      Object.entries(state.iterator_age_ms).map(([name, age]) => [{ function: name }, age / 1000]),
    ),
    metric(
      "clickstream_outstanding_events",
      "gauge",
      "Events under way",
      Object.entries(state.outstanding).map(([stage, count]) => [{ stage }, count]),
    ),
    metric(
      "clickstream_redelivered_total",
      "counter",
      "Second deliveries seen on a stream",
      Object.entries(state.redelivered).map(([stream, count]) => [{ stream }, count]),
    ),
  ].join("");
}

function metric(name: string, type: string, help: string, samples: Sample[]): string {
  const lines = samples.map(([labels, value]) => `${name}{${labelText(labels)}} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

const labelText = (labels: Record<string, string>): string =>
  Object.entries(labels)
    .map(
      ([name, value]) =>
        `${name}="${value.replace(/[\\"\n]/g, (char) => (char === "\n" ? "\\n" : `\\${char}`))}"`,
    )
    .join(",");
