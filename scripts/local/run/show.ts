import { pageContent } from "../page/content.ts";
import { type LocalPage, startPage } from "../page/server.ts";
import { KeptResults } from "../runtime/athena/kept-results.ts";
import { systemClock } from "../runtime/clock.ts";
import type { Deployed } from "./deploy-stack.ts";
import type { EventSource } from "./event-source.ts";
import type { PastWeeks } from "./history.ts";
import type { RunOptions } from "./options.ts";
import type { Services } from "./services.ts";
import { type Observer, observe } from "./state.ts";
import type { RunWatch } from "./watch.ts";

interface Shown {
  options: RunOptions;
  /** Folder of the run. */
  data: string;
  services: Services;
  watch: RunWatch;
  deployed: Deployed;
  source: EventSource;
  history: PastWeeks | undefined;
}

/** Shows a run that is up: its figures for Prometheus, its state by the second, and the page unless it is not wanted. */
export async function show(
  { options, data, services, watch, deployed, source, history }: Shown,
  stack: AsyncDisposableStack,
): Promise<{ observer: Observer; page: LocalPage | undefined }> {
  const { aws, redis, model } = services;
  const { ledger, live, metrics } = watch;
  const { runtime, places } = deployed;
  const queues = runtime
    .resources("aws_sqs_queue")
    .map((address) => String(runtime.attributes(address).name));
  const results = new KeptResults(runtime.queries, systemClock);
  stack.defer(async () => results.close());
  metrics.watch({ results, ledger, live, runtime, source, redis, aws, model, queues });
  const observer = observe({ ledger, live, runtime, source, redis, aws, history });
  stack.defer(async () => observer.stop());
  if (!options.page) return { observer, page: undefined };
  const { predictionsTable } = places;
  const content = pageContent({ live, runtime, aws, observer, metrics, results, predictionsTable, data });
  const page = await startPage(options.port, content);
  stack.defer(() => page.close());
  return { observer, page };
}
