import type { Calculation } from "../../../shared/observability/alarm-rule.ts";
import { endToEnd } from "../../../shared/observability/end-to-end.ts";
import { type GraphLine, graphLine } from "../../../shared/observability/graph.ts";
import { functionMetric, type Metric, queueMetric } from "../../../shared/observability/metric.ts";
import type { WatchedResources } from "../../../shared/observability/watched.ts";
import type { WatchedSettings } from "../../../shared/observability/watched-settings.ts";
import { BY_INTERVAL, DAY, IN_RANGE, named } from "../athena-sql.ts";
import type { PanelDefinition, PromQuery } from "../panel.ts";
import { perSecond } from "./per-second.ts";

/** Columns of `enrichment_status` are counted by name, as any step may be in it. */
const statuses = `select step, status, count(*) as events
from events_unique
cross join unnest(map_keys(enrichment_status), map_values(enrichment_status)) as s (step, status)
where ${IN_RANGE}
group by 1, 2
order by events desc`;

/** An equation of the accounting, left minus right. */
function gap(before: string, after: string, stages: string): PromQuery {
  const events = (stage: string) => `sum(clickstream_events_total{stage="${stage}"})`;
  const failed = `(sum(clickstream_failed_events{stage=~"${stages}"}) or vector(0))`;
  return {
    expr: `${events(before)} - ${events(after)} - ${failed}`,
    legend: `${before} → ${after} or failed`,
  };
}

/** What became of every event. */
export function promisePanels(resources: WatchedResources, settings: WatchedSettings): PanelDefinition[] {
  const aws = linesOf(resources, settings);
  return [
    {
      title: "Stages",
      description:
        "Events that reached each stage, a second. Distinct ones, but by CloudWatch: what a function reads again counts again. By Athena, events by source and by when they were enriched, by what is a point of the time range.",
      kind: "lines",
      width: 8,
      cloudwatch: aws.stages,
      prometheus: [
        { expr: "sum by (stage) (rate(clickstream_events_total[$__rate_interval]))", legend: "{{stage}}" },
      ],
      athena: `select ${BY_INTERVAL("processed_at")} as time, source, count(*) as events
from events_unique
where ${IN_RANGE}
group by 1, 2
order by 1`,
    },
    {
      title: "Latency by hop, 99th percentile",
      description:
        "Time that events took for a hop, by Prometheus against the budget of scoring; by Athena, from receipt to enrichment.",
      kind: "lines",
      unit: "s",
      width: 8,
      cloudwatch: aws.latencies,
      prometheus: [
        {
          expr: "histogram_quantile(0.99, sum by (le, hop) (rate(clickstream_latency_seconds_bucket[$__rate_interval])))",
          legend: "{{hop}}",
        },
        { expr: "clickstream_latency_budget_seconds", legend: "budget" },
      ],
      athena: `select ${BY_INTERVAL("processed_at")} as time,
  approx_percentile(cast(date_diff('millisecond', received_at, processed_at) as double) / 1000, 0.99) as received_to_processed
from events_unique
where ${IN_RANGE} and received_at is not null
group by 1
order by 1`,
    },
    {
      title: "Failed events by stage and reason",
      description:
        "Failed events that have not gone on since; by Athena, all of the time range, also those that were replayed.",
      kind: "table",
      width: 8,
      value: "events",
      prometheus: [{ expr: "sort_desc(clickstream_failed_events)", legend: "" }],
      athena: named(
        "failed_events_by_reason",
        "stage, reason, events, retryable, failed_again, last_failed_at",
        "order by events desc, stage, reason",
      ),
    },
    {
      title: "Failed events by function",
      description:
        "Failed events that each function handed over, and those that were written, by the minute.",
      kind: "lines",
      width: 8,
      cloudwatch: aws.failed,
    },
    {
      title: "Under way",
      description:
        "Events between two stages, and messages and records that wait; CloudWatch knows of messages alone.",
      kind: "lines",
      width: 8,
      cloudwatch: aws.waiting,
      prometheus: [
        { expr: "clickstream_outstanding_events", legend: "to {{stage}}" },
        { expr: "sum by (queue) (clickstream_queue_messages)", legend: "{{queue}}" },
        { expr: "clickstream_trigger_in_flight", legend: "{{function}}" },
      ],
    },
    {
      title: "Accounting: events that are in none of their places yet",
      description:
        "What went in and is neither in the next place nor failed: under way, and lost if it stays.",
      kind: "lines",
      width: 8,
      prometheus: [
        gap("raw", "enriched", "decode|validate|enrich"),
        gap("enriched", "archived", "archive"),
        gap("enriched", "predicted", "predict"),
      ],
    },
    {
      title: "Accounting by day",
      description: "What became of the events of each day, by when they were enriched or failed (UTC).",
      kind: "table",
      width: 16,
      athena: named(
        "pipeline_accounting",
        `${DAY}, archived, copies, not_curated, failed, perhaps_processed, failed_produce, failed_decode, failed_validate, failed_enrich, failed_predict, failed_archive`,
        "order by day desc",
      ),
    },
    {
      title: "Delivered again, and in no place",
      description: "Second deliveries have no second effect; what is dropped should not be.",
      kind: "lines",
      width: 8,
      cloudwatch: aws.again,
      prometheus: [
        { expr: "clickstream_redelivered_total", legend: "again on {{stream}}" },
        { expr: "clickstream_trigger_dropped_total", legend: "dropped before {{function}}" },
        { expr: "clickstream_delivery_dropped_total", legend: "dropped by {{delivery}}" },
      ],
    },
    {
      title: "Steps of enrichment by how they went",
      description: "What each event says in enrichment_status.",
      kind: "table",
      width: 8,
      prometheus: [
        {
          expr: "sort_desc(sum by (step, status) (clickstream_look_ups_total) > 0)",
          legend: "",
        },
      ],
      value: "events",
      athena: statuses,
    },
    {
      title: "Versions",
      description: "Events by the version of the pipeline that enriched them.",
      kind: "table",
      width: 8,
      athena: `select pipeline_version, count(*) as events, min(processed_at) as first, max(processed_at) as last
from events_unique
where ${IN_RANGE}
group by 1
order by last desc`,
    },
  ];
}

/** The same by the metrics that functions write, and by those of AWS. */
function linesOf(watched: WatchedResources, settings: WatchedSettings) {
  const { functions, failedQueue, deadLetterQueue } = watched;
  const of = (name: "produce" | "generate" | "enrich" | "predict" | "archive" | "failed") =>
    functionMetric(functions[name].name);
  const scored = of(settings.scoring === "inline" ? "enrich" : "predict");
  const queue = (label: string, name: string, metric: string): GraphLine =>
    graphLine(label, queueMetric(name)(metric, "Maximum"));
  return {
    stages: [
      perSecond("sent by produce", of("produce")("EventsSent")),
      perSecond("sent by generate", of("generate")("EventsSent")),
      perSecond("enriched", of("enrich")("EventsIn")),
      perSecond("predicted", scored("EventsPredicted")),
      perSecond("archived", of("archive")("EventsArchived")),
      perSecond("failed", of("failed")("FailedEventsWritten")),
    ],
    latencies: [
      inSeconds("enriched", of("enrich")("EnrichHop", "p99")),
      ...(settings.scoring === "inline" ? [] : [inSeconds("scored", of("predict")("PredictHop", "p99"))]),
      inSeconds("end to end", endToEnd(watched, settings, "p99")),
    ],
    failed: [
      ...(["produce", "generate", "enrich", "predict", "archive"] as const).map((name) =>
        graphLine(name, of(name)("EventsFailed")),
      ),
      graphLine("written", of("failed")("FailedEventsWritten")),
    ],
    waiting: [
      queue("failed, waiting", failedQueue, "ApproximateNumberOfMessagesVisible"),
      queue("failed, being written", failedQueue, "ApproximateNumberOfMessagesNotVisible"),
      queue("dead letters", deadLetterQueue, "ApproximateNumberOfMessagesVisible"),
    ],
    again: [
      graphLine("again to enrich", of("enrich")("EventsRedelivered")),
      graphLine("twice in a batch of predict", of("predict")("EventsDuplicate")),
    ],
  };
}

/** Functions write milliseconds. */
function inSeconds(label: string, of: Metric | Calculation): GraphLine {
  const { expression, metrics } = "expression" in of ? of : { expression: "ms", metrics: { ms: of } };
  return graphLine(label, { expression: `(${expression}) / 1000`, metrics });
}
