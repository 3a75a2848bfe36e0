import type { Graph } from "../../shared/observability/graph.ts";
import { graphLine } from "../../shared/observability/graph.ts";
import { dependencies } from "../../shared/observability/graphs/dependencies.ts";
import { ends } from "../../shared/observability/graphs/ends.ts";
import { failing } from "../../shared/observability/graphs/failing.ts";
import { lateness } from "../../shared/observability/graphs/lateness.ts";
import { throughput } from "../../shared/observability/graphs/throughput.ts";
import { metricOf } from "../../shared/observability/metric.ts";
import { IN_RANGE, named } from "./athena-sql.ts";
import {
  type DashboardDefinition,
  type DashboardRow,
  type PanelDefinition,
  type PromQuery,
  panelOfGraph,
} from "./panel.ts";
import type { LookedAt } from "./stack.ts";

/** Whether the pipeline keeps its promise, and what it costs. */
export const system = ({ resources, settings }: LookedAt): DashboardDefinition => ({
  id: "system",
  title: "System",
  description:
    "The way of the events: how many, how late, what fails, what it depends on, and what it costs.",
  rows: [
    { title: "Promise", panels: promise },
    row("How much", throughput(resources, settings)),
    row("How late", lateness(resources, settings)),
    row("What fails", failing(resources, settings)),
    row("What it depends on", dependencies(resources, settings)),
    row("Where it ends", ends(resources, settings)),
    { title: "What it costs", panels: cost },
  ],
});

const row = (title: string, graphs: readonly Graph[]): DashboardRow => ({
  title,
  panels: graphs.map((graph) => panelOfGraph(graph, 8)),
});

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

const promise: PanelDefinition[] = [
  {
    title: "Stages",
    description: "Distinct events that reached each stage, a second.",
    kind: "lines",
    width: 8,
    prometheus: [
      { expr: "sum by (stage) (rate(clickstream_events_total[$__rate_interval]))", legend: "{{stage}}" },
    ],
    athena: `select date_trunc('minute', processed_at) as time, source, count(*) as events
from events_unique
where ${IN_RANGE}
group by 1, 2
order by 1`,
  },
  {
    title: "Latency by hop, 99th percentile",
    description: "Time that events took for a hop, against the budget of scoring.",
    kind: "lines",
    unit: "s",
    width: 8,
    prometheus: [
      {
        expr: "histogram_quantile(0.99, sum by (le, hop) (rate(clickstream_latency_seconds_bucket[$__rate_interval])))",
        legend: "{{hop}}",
      },
      { expr: "clickstream_latency_budget_seconds", legend: "budget" },
    ],
    athena: `select date_trunc('minute', processed_at) as time,
  approx_percentile(cast(date_diff('millisecond', received_at, processed_at) as double) / 1000, 0.99) as received_to_processed
from events_unique
where ${IN_RANGE} and received_at is not null
group by 1
order by 1`,
  },
  {
    title: "Failed events by stage and reason",
    description: "Failed events that have not gone on since.",
    kind: "table",
    width: 8,
    prometheus: [{ expr: "sort_desc(clickstream_failed_events)", legend: "{{stage}} {{reason}}" }],
    athena: named(
      "failed_events_by_reason",
      "stage, reason, events, retryable, failed_again, last_failed_at",
      "order by events desc, stage, reason",
    ),
  },
  {
    title: "Under way",
    description: "Events between two stages, and messages and records that wait.",
    kind: "lines",
    width: 8,
    prometheus: [
      { expr: "clickstream_outstanding_events", legend: "to {{stage}}" },
      { expr: "sum by (queue) (clickstream_queue_messages)", legend: "{{queue}}" },
      { expr: "clickstream_trigger_in_flight", legend: "{{function}}" },
    ],
  },
  {
    title: "Accounting: events that are in none of their places yet",
    description: "What went in and is neither in the next place nor failed: under way, and lost if it stays.",
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
    description: "What became of the events of each day.",
    kind: "table",
    width: 16,
    athena: named(
      "pipeline_accounting",
      "day, archived, copies, failed, perhaps_processed, failed_validate, failed_archive, failed_predict",
      "order by day desc",
    ),
  },
  {
    title: "Delivered again, and in no place",
    description: "Second deliveries have no second effect; what is dropped should not be.",
    kind: "lines",
    width: 8,
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
        legend: "{{step}} {{status}}",
      },
    ],
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

/** What is billed by use, a second: the units of the price list that `npm run cost` multiplies. */
const cost: PanelDefinition[] = [
  {
    title: "Calls to AWS",
    description: "Calls a second by service and operation; storage and queues are billed by call.",
    kind: "lines",
    unit: "reqps",
    width: 8,
    prometheus: [
      {
        expr: "sum by (service, operation) (rate(clickstream_aws_call_duration_seconds_count[$__rate_interval]))",
        legend: "{{service}} {{operation}}",
      },
    ],
  },
  {
    title: "Bytes of streams",
    description: "Bytes a second onto each stream, and into the archive.",
    kind: "lines",
    unit: "Bps",
    width: 8,
    prometheus: [
      { expr: "rate(clickstream_stream_bytes_total[$__rate_interval])", legend: "{{stream}}" },
      { expr: "rate(clickstream_delivery_bytes_total[$__rate_interval])", legend: "archive" },
    ],
  },
  {
    title: "Time of functions",
    description: "Seconds of invocations a second: with the memory, what Lambda bills.",
    kind: "lines",
    unit: "s",
    width: 8,
    prometheus: [
      { expr: "rate(clickstream_function_duration_seconds_sum[$__rate_interval])", legend: "{{function}}" },
    ],
  },
  {
    title: "Estimated charges of the account, $ this month",
    description: "Of the whole account, where its owner lets CloudWatch receive billing alerts (us-east-1).",
    kind: "lines",
    unit: "currencyUSD",
    width: 8,
    cloudwatch: [
      graphLine("all services", metricOf("AWS/Billing", { Currency: "USD" })("EstimatedCharges", "Maximum")),
    ],
  },
  {
    title: "Rows of the archive by day",
    description: "What queries of a day read, and how many sources it came from.",
    kind: "table",
    width: 8,
    athena: `select dt, count(*) as rows_stored, count(distinct source) as sources
from events
where dt between '\${__from:date:YYYY-MM-DD}' and '\${__to:date:YYYY-MM-DD}'
group by dt
order by dt desc`,
  },
];
