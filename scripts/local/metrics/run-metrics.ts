import { connectRedis } from "../../../shared/redis/connect.ts";
import type { Taps } from "../aws/contract.ts";
import { presentSamples } from "./query-samples.ts";
import { RunRegistry } from "./registry.ts";
import { samplesOfRedis, samplesOfRun, type WatchedRun } from "./run-samples.ts";

/** The figures of a run in Prometheus' text format. */
export interface RunMetrics {
  /** Also counts what the emulators are asked. */
  counting(taps: Taps): Taps;
  /** To be called once the run is up; before, there is nothing to tell. */
  watch(run: WatchedRun): void;
  contentType: string;
  text(): Promise<string>;
  close(): void;
}

const INFO_MS = 1_000;

export function startMetrics(): RunMetrics {
  const registry = new RunRegistry();
  let refresh: () => Promise<void> = async () => {};
  const opened: (() => void)[] = [];
  return {
    counting: (taps) => ({
      ...taps,
      onKinesisPut(stream, records, caller) {
        for (const { data } of records) {
          registry.add("clickstream_stream_bytes_total", { stream }, data.byteLength);
          registry.observe("clickstream_stream_record_size_bytes", { stream }, data.byteLength);
        }
        registry.add("clickstream_stream_records_total", { stream }, records.length);
        taps.onKinesisPut?.(stream, records, caller);
      },
      onCall(service, operation, milliseconds, code) {
        registry.observe(
          "clickstream_aws_call_duration_seconds",
          { service, operation },
          milliseconds / 1000,
        );
        if (code !== undefined)
          registry.add("clickstream_aws_call_errors_total", { service, operation, code }, 1);
      },
    }),
    watch(run) {
      const written = listen(registry, run);
      const redis = connectRedis(run.redis);
      opened.push(() => redis.close());
      refresh = async () => {
        for (const [name, values] of samplesOfRun(run, written())) registry.replace(name, values);
        for (const [name, values] of presentSamples(run.runtime.queries, run.results))
          registry.replace(name, values);
        // Redis that is down is a figure, too.
        const info = await redis.run((client) => client.info(), Date.now() + INFO_MS).catch(() => undefined);
        for (const [name, values] of samplesOfRedis(info)) registry.replace(name, values);
      };
    },
    contentType: registry.contentType,
    async text() {
      await refresh();
      return registry.text();
    },
    close() {
      for (const close of opened) close();
    },
  };
}

/** What is counted as it happens. Returns how many events went past Firehose. */
function listen(registry: RunRegistry, { ledger, runtime }: WatchedRun): () => number {
  ledger.latencies.onRecord = (hop, ms) =>
    registry.observe("clickstream_latency_seconds", { hop }, ms / 1000);
  for (const name of runtime.functions.names()) {
    registry.expect(name, name.slice(name.lastIndexOf("-") + 1));
    for (const counter of [
      "clickstream_function_errors_total",
      "clickstream_function_throttles_total",
    ] as const)
      registry.add(counter, { function: name }, 0);
  }
  runtime.onInvocation((name, { error, durationMs }) => {
    if (error?.kind === "Throttled")
      return registry.add("clickstream_function_throttles_total", { function: name }, 1);
    registry.observe("clickstream_function_duration_seconds", { function: name }, durationMs / 1000);
    if (error) registry.add("clickstream_function_errors_total", { function: name }, 1);
  });
  let direct = 0;
  runtime.onMetrics(({ function: name, emf }) => {
    for (const [metric, value] of Object.entries(emf)) {
      const values = [value].flat().filter((each) => typeof each === "number");
      registry.written(name, metric, values);
      if (metric === "EventsArchivedDirectly") for (const each of values) direct += each;
    }
  });
  return () => direct;
}
