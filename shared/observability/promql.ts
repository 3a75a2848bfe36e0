import { type AlarmRule, alarmText, type Calculation } from "./alarm-rule.ts";
import { type Metric, NAMESPACE } from "./metric.ts";
import type { RunMetricName } from "./run-metrics.ts";
import { lookUpIn, lookUpMetric, prometheusName, type WrittenMetric, writtenMetrics } from "./written.ts";

/** Where Prometheus has a metric of CloudWatch, and by how much its unit is to be multiplied to be the same. */
interface Series {
  name: string;
  kind: "counter" | "gauge" | "histogram";
  labels: Readonly<Record<string, string>>;
  times: number;
}

/** Dimension → label, where the local run knows the resource by it. A trigger's mapping goes by its function there. */
const LABELS: Readonly<Record<string, string>> = {
  service: "function",
  FunctionName: "function",
  EventSourceMappingUUID: "function",
  QueueName: "queue",
  DeliveryStreamName: "delivery",
  StreamName: "stream",
};

type ServiceSeries = [
  kind: Series["kind"],
  name: RunMetricName,
  times?: number,
  labels?: Record<string, string>,
];

/** Metrics of AWS that the local run has under a name of its own. */
const serviceSeries: Readonly<Record<string, ServiceSeries>> = {
  "AWS/Lambda Errors": ["counter", "clickstream_function_errors_total"],
  "AWS/Lambda Throttles": ["counter", "clickstream_function_throttles_total"],
  "AWS/Lambda Invocations": ["histogram", "clickstream_function_duration_seconds"],
  "AWS/Lambda Duration": ["histogram", "clickstream_function_duration_seconds", 1000],
  "AWS/Lambda IteratorAge": ["gauge", "clickstream_iterator_age_seconds", 1000],
  "AWS/Lambda FailedInvokeEventCount": ["counter", "clickstream_trigger_failed_records_total"],
  "AWS/Lambda OnFailureDestinationDeliveredEventCount": ["counter", "clickstream_trigger_given_up_total"],
  "AWS/Lambda DroppedEventCount": ["counter", "clickstream_trigger_dropped_total"],
  "AWS/Kinesis IncomingRecords": ["counter", "clickstream_stream_records_total"],
  "AWS/Kinesis IncomingBytes": ["counter", "clickstream_stream_bytes_total"],
  "AWS/Kinesis GetRecords.IteratorAgeMilliseconds": ["gauge", "clickstream_iterator_age_seconds", 1000],
  "AWS/Firehose DeliveryToS3.DataFreshness": ["gauge", "clickstream_delivery_age_seconds"],
  "AWS/Firehose DeliveryToS3.Bytes": ["counter", "clickstream_delivery_bytes_total"],
  "AWS/Firehose FailedConversion.Records": ["counter", "clickstream_delivery_failed_total"],
  "AWS/Firehose PartitionCount": ["gauge", "clickstream_delivery_partitions"],
  "AWS/SQS ApproximateNumberOfMessagesVisible": [
    "gauge",
    "clickstream_queue_messages",
    1,
    { state: "visible" },
  ],
  "AWS/DynamoDB SuccessfulRequestLatency": [
    "histogram",
    "clickstream_aws_call_duration_seconds",
    1000,
    { service: "dynamodb" },
  ],
  "AWS/DynamoDB SystemErrors": [
    "counter",
    "clickstream_aws_call_errors_total",
    1,
    { service: "dynamodb", code: "InternalServerError" },
  ],
  "AWS/ElastiCache Evictions": ["counter", "clickstream_redis_evicted_keys_total"],
};

const KINDS: Record<WrittenMetric["kind"], [Series["kind"], times: number]> = {
  counter: ["counter", 1],
  duration: ["histogram", 1000],
  size: ["histogram", 1],
  gauge_count: ["gauge", 1],
  gauge_ms: ["gauge", 1000],
};

function seriesOf({ namespace, name, dimensions }: Metric): Series | undefined {
  if (namespace === NAMESPACE) {
    const labels = labelsOf(dimensions);
    const lookUp = lookUpIn(name);
    if (lookUp)
      return { name: lookUpMetric.name, kind: "counter", labels: { ...labels, ...lookUp }, times: 1 };
    const written = writtenMetrics[name];
    if (written === undefined) return undefined;
    const [kind, times] = KINDS[written.kind];
    return { name: prometheusName(name, written), kind, labels, times };
  }
  const [kind, known, times = 1, more = {}] = serviceSeries[`${namespace} ${name}`] ?? [];
  if (kind === undefined || known === undefined) return undefined;
  return { name: known, kind, labels: { ...labelsOf(dimensions, known), ...more }, times };
}

function labelsOf(dimensions: Metric["dimensions"], name?: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [dimension, value] of Object.entries(dimensions)) {
    // Only a function writes a table by an operation, and the run's calls go by the operation alone.
    if (dimension === "Operation") labels.operation = value;
    const label = LABELS[dimension];
    // A reader's age belongs to what it reads.
    if (label !== undefined)
      labels[label === "stream" && name === "clickstream_iterator_age_seconds" ? "source" : label] = value;
  }
  return labels;
}

/** Of what sums are: of the window, or where that is of any length, as the one of a panel, by the minute. */
type Sums = "window" | "minute";

/**
 * A metric of CloudWatch as PromQL over what a local run gives, in CloudWatch's unit; undefined where only AWS has it.
 * @param window a range such as `1m`, over which CloudWatch would take its statistic
 */
function promqlOf(metric: Metric, window: string, sums: Sums = "window"): string | undefined {
  const series = seriesOf(metric);
  if (series === undefined) return undefined;
  const { name, kind, labels, times } = series;
  const selector = Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(",");
  const range = (suffix: string) => `${name}${suffix}{${selector}}[${window}]`;
  const scaled = (promql: string) => (times === 1 ? promql : `${times} * ${promql}`);
  const added = (suffix: string) =>
    sums === "minute" ? `60 * sum(rate(${range(suffix)}))` : `sum(increase(${range(suffix)}))`;
  const { statistic } = metric;
  if (kind === "counter") return scaled(added(""));
  if (kind === "gauge")
    return scaled(
      statistic === "Average" ? `avg(avg_over_time(${range("")}))` : `max(max_over_time(${range("")}))`,
    );
  if (statistic === "SampleCount" || (statistic === "Sum" && metric.name === "Invocations"))
    return added("_count");
  if (statistic === "Sum") return scaled(added("_sum"));
  if (statistic === "Average")
    return scaled(`(sum(increase(${range("_sum")})) / sum(increase(${range("_count")})))`);
  const quantile = statistic === "Maximum" ? "1" : `0.${statistic.slice(1)}`;
  return scaled(`histogram_quantile(${quantile}, sum by (le) (rate(${range("_bucket")})))`);
}

/** A metric or a calculation as PromQL; undefined where a part of it is AWS's alone. */
export function promqlOfFigure(
  of: Metric | Calculation,
  window: string,
  sums: Sums = "window",
): string | undefined {
  if (!("expression" in of)) return promqlOf(of, window, sums);
  // A sum over the time that is looked at: PromQL has none that ends at each of its points.
  if (of.expression.startsWith("RUNNING_SUM")) return undefined;
  const parts = new Map(
    Object.entries(of.metrics).map(([name, metric]) => [name, promqlOf(metric, window, sums)]),
  );
  if ([...parts.values()].includes(undefined)) return undefined;
  // At once, since a name may stand in what another one becomes.
  return inPromql(of.expression).replace(
    new RegExp(`\\b(${[...parts.keys()].join("|")})\\b`, "g"),
    (name) => `(${parts.get(name)})`,
  );
}

/** The few functions of CloudWatch's metric math that calculations use. */
function inPromql(expression: string): string {
  const filled = expression.replace(/FILL\((\w+), 0\)/g, "($1 or vector(0))");
  const [, condition, value, otherwise] = /^IF\((.*), (.*), (\S+)\)$/.exec(filled) ?? [];
  if (condition === undefined) return filled;
  return `((${value}) and (${condition})) or vector(${otherwise})`;
}

/** A rule for Prometheus, as its file of rules has it. */
export interface AlertRule {
  alert: string;
  expr: string;
  for: string;
  labels: { id: string };
  annotations: { description: string };
}

/** The same alarm for a local run; undefined where what it looks at is AWS's alone. */
export function alertOf(rule: AlarmRule): AlertRule | undefined {
  const { id, limit, periods, period = 60, silence = "good" } = rule;
  const promql = promqlOfFigure(rule.of, `${period}s`);
  if (promql === undefined) return undefined;
  const beyond = "above" in limit ? `(${promql}) > ${limit.above}` : `(${promql}) < ${limit.below}`;
  return {
    alert: id.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase()),
    expr: silence === "bad" ? `${beyond} or absent(${promql})` : beyond,
    // It holds at the first look, too.
    for: `${(periods - 1) * period}s`,
    labels: { id },
    annotations: { description: alarmText(rule) },
  };
}
