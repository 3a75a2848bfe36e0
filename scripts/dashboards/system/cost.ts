import { graphLine } from "../../../shared/observability/graph.ts";
import {
  firehoseMetric,
  kinesisMetric,
  lambdaMetric,
  metricOf,
  queueMetric,
  tableMetric,
  tableOperationMetric,
} from "../../../shared/observability/metric.ts";
import type { WatchedResources } from "../../../shared/observability/watched.ts";
import { DAYS_IN_RANGE } from "../athena-sql.ts";
import type { PanelDefinition } from "../panel.ts";
import { perSecond } from "./per-second.ts";

/** What is billed by use, a second: the units of the price list that `npm run cost` multiplies. */
export function costPanels(resources: WatchedResources): PanelDefinition[] {
  const aws = linesOf(resources);
  return [
    {
      title: "Calls to AWS",
      description: "Calls a second by service and operation; storage and queues are billed by call.",
      kind: "lines",
      unit: "reqps",
      width: 8,
      cloudwatch: aws.calls,
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
      cloudwatch: aws.bytes,
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
      cloudwatch: aws.time,
      prometheus: [
        { expr: "rate(clickstream_function_duration_seconds_sum[$__rate_interval])", legend: "{{function}}" },
      ],
    },
    {
      title: "Invocations",
      description: "Invocations of functions a second.",
      kind: "lines",
      unit: "reqps",
      width: 8,
      cloudwatch: aws.invocations,
      prometheus: [
        {
          expr: "rate(clickstream_function_duration_seconds_count[$__rate_interval])",
          legend: "{{function}}",
        },
      ],
    },
    {
      title: "Write units of the tables",
      description: "What DynamoDB bills a second: a unit is a KiB of an item.",
      kind: "lines",
      unit: "short",
      width: 8,
      cloudwatch: aws.units,
    },
    {
      title: "Estimated charges of the account, $ this month",
      description:
        "Of the whole account, where its owner lets CloudWatch receive billing alerts (us-east-1).",
      kind: "lines",
      unit: "currencyUSD",
      width: 8,
      // A charge is told every few hours.
      back: "30d",
      cloudwatch: [
        graphLine(
          "all services",
          metricOf("AWS/Billing", { Currency: "USD" })("EstimatedCharges", "Maximum"),
        ),
      ],
    },
    {
      title: "Rows of the archive by day",
      description:
        "Rows of the files that landed and have not expired, copies among them, and of how many sources.",
      kind: "table",
      width: 8,
      athena: `select dt, count(*) as rows_stored, count(distinct source) as sources
from events
where ${DAYS_IN_RANGE}
group by dt
order by dt desc`,
    },
  ];
}

/** What CloudWatch has of it. Calls are counted by what measures each of them. */
function linesOf({ functions, streams, tables, failedQueue, deliveryStream }: WatchedResources) {
  const [raw, enriched, failed] = [
    kinesisMetric(streams.raw),
    kinesisMetric(streams.enriched),
    queueMetric(failedQueue),
  ];
  const written = tableOperationMetric(tables.predictions, "BatchWriteItem");
  const each = Object.entries(functions).map(([id, { name }]) => ({ id, of: lambdaMetric(name) }));
  return {
    calls: [
      perSecond("kinesis PutRecords raw", raw("PutRecords.Success", "SampleCount")),
      perSecond("kinesis PutRecords enriched", enriched("PutRecords.Success", "SampleCount")),
      perSecond("kinesis GetRecords raw", raw("GetRecords.Success", "SampleCount")),
      perSecond("kinesis GetRecords enriched", enriched("GetRecords.Success", "SampleCount")),
      perSecond("dynamodb BatchWriteItem", written("SuccessfulRequestLatency", "SampleCount")),
      perSecond("sqs messages sent", failed("NumberOfMessagesSent")),
      perSecond("sqs empty receives", failed("NumberOfEmptyReceives")),
    ],
    bytes: [
      perSecond("raw in", raw("IncomingBytes")),
      perSecond("raw out", raw("GetRecords.Bytes")),
      perSecond("enriched in", enriched("IncomingBytes")),
      perSecond("enriched out", enriched("GetRecords.Bytes")),
      perSecond("archive", firehoseMetric(deliveryStream)("DeliveryToS3.Bytes")),
    ],
    time: each.map(({ id, of }) => perSecond(id, of("Duration"), 1 / 1000)),
    invocations: each.map(({ id, of }) => perSecond(id, of("Invocations"))),
    units: Object.entries(tables).map(([id, name]) =>
      perSecond(id, tableMetric(name)("ConsumedWriteCapacityUnits")),
    ),
  };
}
