/** A metric that the local run gives to Prometheus beside those that the functions write. */
export interface RunMetric {
  kind: "counter" | "gauge" | "histogram";
  help: string;
  labels: readonly string[];
  /** Upper bounds of a histogram's buckets; those of durations unless given. */
  buckets?: "sizes";
}

const of =
  (kind: RunMetric["kind"]) =>
  (help: string, ...labels: string[]): RunMetric => ({ kind, help, labels });
const counter = of("counter");
const gauge = of("gauge");
const histogram = of("histogram");

/** By their names; labels of resources hold the names that the stack gives them. */
export const runMetrics = {
  clickstream_events_total: counter("Distinct events that reached a stage", "stage"),
  clickstream_failed_events: gauge("Failed events that have not gone on since", "stage", "reason"),
  clickstream_outstanding_events: gauge("Events under way to a stage", "stage"),
  clickstream_redelivered_total: counter("Second deliveries seen on a stream", "stream"),
  clickstream_latency_seconds: histogram("Time that an event took for a hop", "hop"),
  clickstream_latency_budget_seconds: gauge("Time within which an event should be scored"),

  clickstream_sessions_total: counter("Sessions that began"),
  clickstream_active_persons: gauge("Persons of whom an event is of the last minutes", "minutes"),

  clickstream_function_duration_seconds: histogram("Invocations of a function", "function"),
  clickstream_function_errors_total: counter("Invocations that failed", "function"),
  clickstream_function_throttles_total: counter("Invocations that were refused", "function"),
  clickstream_iterator_age_seconds: gauge(
    "Age of the oldest record that a trigger has not finished",
    "function",
    "source",
  ),
  clickstream_trigger_in_flight: gauge(
    "Records that a trigger has taken and not finished",
    "function",
    "source",
  ),
  clickstream_trigger_records_total: counter("Records that a trigger has handed over", "function", "source"),
  clickstream_trigger_failed_records_total: counter(
    "Records of invocations that failed",
    "function",
    "source",
  ),
  clickstream_trigger_given_up_total: counter(
    "Records given up to the on-failure destination",
    "function",
    "source",
  ),
  clickstream_trigger_dropped_total: counter("Records that are in no place at all", "function", "source"),

  clickstream_stream_records_total: counter("Records put on a stream", "stream"),
  clickstream_stream_bytes_total: counter("Bytes put on a stream", "stream"),
  clickstream_stream_held_bytes: gauge("Bytes of a stream in memory", "stream"),
  clickstream_stream_shards: gauge("Open shards of a stream", "stream"),
  clickstream_stream_record_size_bytes: {
    ...histogram("Records put on a stream", "stream"),
    buckets: "sizes",
  },

  clickstream_delivery_age_seconds: gauge(
    "Age of the oldest record that Firehose has not written",
    "delivery",
  ),
  clickstream_delivery_rows_total: counter("Rows that Firehose has written", "delivery"),
  clickstream_delivery_bytes_total: counter("Bytes that Firehose has written", "delivery"),
  clickstream_delivery_files_total: counter("Objects that Firehose has written", "delivery"),
  clickstream_delivery_failed_total: counter("Rows under Firehose's error prefix", "delivery"),
  clickstream_delivery_dropped_total: counter("Rows that the transform dropped", "delivery"),
  clickstream_delivery_buffered_bytes: gauge("Bytes that Firehose has read and not written", "delivery"),
  clickstream_delivery_partitions: gauge("Partitions that Firehose has open", "delivery"),

  clickstream_queue_messages: gauge("Messages of a queue", "queue", "state"),
  clickstream_aws_call_duration_seconds: histogram("Calls to the local AWS", "service", "operation"),
  clickstream_aws_call_errors_total: counter(
    "Calls to the local AWS that failed",
    "service",
    "operation",
    "code",
  ),

  clickstream_redis_up: gauge("Whether Redis responds"),
  clickstream_redis_memory_bytes: gauge("Memory that Redis uses"),
  clickstream_redis_clients: gauge("Clients connected to Redis"),
  clickstream_redis_commands_total: counter("Commands that Redis has run"),
  clickstream_redis_evicted_keys_total: counter("Keys that Redis gave up because it was full"),

  clickstream_model_requests_total: counter("Requests to the local model by status", "status"),
} satisfies Readonly<Record<string, RunMetric>>;

export type RunMetricName = keyof typeof runMetrics;
