import type { RunMetricName } from "../../../shared/observability/run-metrics.ts";
import type { LocalAws } from "../aws/contract.ts";
import type { Model } from "../model/index.ts";
import type { LocalRedis } from "../redis/types.ts";
import type { EventSource } from "../run/event-source.ts";
import type { Ledger } from "../run/ledger.ts";
import type { Live } from "../run/live.ts";
import { stageCounts } from "../run/stage-counts.ts";
import type { KeptResults } from "../runtime/athena/kept-results.ts";
import type { DeliveryStatus } from "../runtime/firehose/types.ts";
import type { LocalRuntime, TriggerStatus } from "../runtime/types.ts";
import type { MetricSample } from "./query-samples.ts";

export interface WatchedRun {
  ledger: Ledger;
  live: Live;
  runtime: LocalRuntime;
  /** Of the named queries. */
  results: Pick<KeptResults, "present">;
  source: EventSource;
  redis: LocalRedis;
  aws: LocalAws;
  model: Model | undefined;
  /** Names of the queues that the stack declares. */
  queues: readonly string[];
}

type Samples = [name: RunMetricName, samples: MetricSample[]][];

const MINUTE_MS = 60_000;
const ACTIVE_MINUTES = [5, 30];

/**
 * What a run has counted, as it stands.
 * @param direct events that `archive` wrote itself
 */
export function samplesOfRun(run: WatchedRun, direct: number): Samples {
  const { ledger, live, runtime, aws, queues, model } = run;
  const deliveries = runtime.firehose.status();
  const byLabel = (label: string, counts: Readonly<Record<string, number>>): MetricSample[] =>
    Object.entries(counts).map(([name, count]) => [{ [label]: name }, count]);
  // Failed events have a metric of their own, which says why.
  const { failed: _, ...stages } = stageCounts(run, direct);
  const budget = Number(runtime.functions.environment("predict").LATENCY_BUDGET_MS) / 1000;
  return [
    ["clickstream_events_total", byLabel("stage", stages)],
    [
      "clickstream_failed_events",
      Object.entries(ledger.failed).flatMap(([stage, reasons]) =>
        Object.entries(reasons).map(([reason, count]): MetricSample => [{ stage, reason }, count]),
      ),
    ],
    ["clickstream_outstanding_events", byLabel("stage", ledger.outstanding)],
    ["clickstream_redelivered_total", byLabel("stream", ledger.redelivered)],
    ["clickstream_latency_budget_seconds", [[{}, budget]]],
    ["clickstream_sessions_total", [[{}, live.sessions]]],
    [
      "clickstream_active_persons",
      ACTIVE_MINUTES.map((minutes) => [
        { minutes: String(minutes) },
        live.active.within(minutes * MINUTE_MS, Date.now()),
      ]),
    ],
    ...ofTriggers(runtime.triggers.status()),
    ...ofDeliveries(deliveries),
    [
      "clickstream_stream_held_bytes",
      aws.kinesis.streams.map(({ name, heldBytes }) => [{ stream: name }, heldBytes]),
    ],
    [
      "clickstream_stream_shards",
      aws.kinesis.streams.map(({ name, shards }) => [
        { stream: name },
        shards.filter(({ closed }) => !closed).length,
      ]),
    ],
    [
      "clickstream_queue_messages",
      queues.flatMap((queue) => {
        const { visible, inFlight, delayed } = aws.sqs.depth(queue);
        return byLabel("state", { visible, in_flight: inFlight, delayed }).map(
          ([labels, count]): MetricSample => [{ queue, ...labels }, count],
        );
      }),
    ],
    ["clickstream_model_requests_total", byLabel("status", model?.calls().byStatus ?? {})],
  ];
}

function ofTriggers(all: readonly TriggerStatus[]): Samples {
  const figure = (of: (status: TriggerStatus) => number) =>
    all.map((status): MetricSample => [{ function: status.function, source: status.source }, of(status)]);
  return [
    ["clickstream_iterator_age_seconds", figure(({ iteratorAge }) => iteratorAge / 1000)],
    ["clickstream_trigger_in_flight", figure(({ inFlight }) => inFlight)],
    ["clickstream_trigger_records_total", figure(({ invoked }) => invoked)],
    ["clickstream_trigger_failed_records_total", figure(({ failed }) => failed)],
    ["clickstream_trigger_given_up_total", figure(({ discarded }) => discarded)],
    ["clickstream_trigger_dropped_total", figure(({ dropped }) => dropped)],
  ];
}

function ofDeliveries(all: readonly DeliveryStatus[]): Samples {
  const figure = (of: (status: DeliveryStatus) => number) =>
    all.map((status): MetricSample => [{ delivery: status.name }, of(status)]);
  return [
    ["clickstream_delivery_age_seconds", figure(({ age }) => age / 1000)],
    ["clickstream_delivery_rows_total", figure(({ delivered }) => delivered.rows)],
    ["clickstream_delivery_bytes_total", figure(({ delivered }) => delivered.bytes)],
    ["clickstream_delivery_files_total", figure(({ delivered }) => delivered.files)],
    ["clickstream_delivery_failed_total", figure(({ failed }) => failed)],
    ["clickstream_delivery_dropped_total", figure(({ dropped }) => dropped)],
    ["clickstream_delivery_buffered_bytes", figure(({ buffered }) => buffered)],
    ["clickstream_delivery_partitions", figure(({ activePartitions }) => activePartitions)],
  ];
}

const REDIS: readonly [RunMetricName, field: string][] = [
  ["clickstream_redis_memory_bytes", "used_memory"],
  ["clickstream_redis_clients", "connected_clients"],
  ["clickstream_redis_commands_total", "total_commands_processed"],
  ["clickstream_redis_evicted_keys_total", "evicted_keys"],
];

/** @param info what Redis says of itself; undefined where it says nothing */
export function samplesOfRedis(info: string | undefined): Samples {
  const figures = REDIS.map(([name, field]): Samples[number] => {
    const value = new RegExp(`^${field}:(\\d+)`, "m").exec(info ?? "")?.[1];
    return [name, value === undefined ? [] : [[{}, Number(value)]]];
  });
  return [["clickstream_redis_up", [[{}, info === undefined ? 0 : 1]]], ...figures];
}
