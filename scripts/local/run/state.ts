import type { LocalAws } from "../aws/contract.ts";
import type { PageState } from "../page/state.ts";
import type { LocalRedis } from "../redis/types.ts";
import type { LocalRuntime } from "../runtime/types.ts";
import { type EventSource, readSoFar } from "./event-source.ts";
import type { Ledger } from "./ledger.ts";
import { type Live, top } from "./live.ts";

export interface Observed {
  ledger: Ledger;
  live: Live;
  runtime: LocalRuntime;
  source: EventSource;
  redis: LocalRedis;
  aws: LocalAws;
}

/** Over how many seconds rates are taken. */
const RATE_WINDOW_S = 5;

/** A reader of the present state for the page; it remembers a few earlier counts to tell rates from. */
export function observer(observed: Observed): () => PageState {
  const startedAt = Date.now();
  const samples: { at: number; counts: number[] }[] = [];
  let direct = 0;
  observed.runtime.onMetrics(({ emf }) => {
    direct += Number(emf.EventsArchivedDirectly ?? 0);
  });

  return () => {
    const { ledger, live, runtime } = observed;
    const delivered = runtime.firehose.status().reduce((sum, { delivered }) => sum + delivered.rows, 0);
    const archived = delivered + direct;
    const failed = ledger.failedAt(...Object.keys(ledger.failed));
    const counts = [
      readSoFar(observed.source, ledger),
      ledger.raw,
      ledger.enriched,
      ledger.predicted,
      archived,
      failed,
    ];
    const rates = ratesOf(samples, counts, Date.now());
    const names = ["read", "raw", "enriched", "predicted", "archived", "failed"];
    return {
      uptime_s: (Date.now() - startedAt) / 1000,
      stages: names.map((name, at) => ({ name, count: counts[at]!, rate: rates[at]! })),
      latency_ms: ledger.latencies.report(),
      budget_ms: Number(runtime.functions.environment("predict").LATENCY_BUDGET_MS),
      outstanding: ledger.outstanding,
      redelivered: ledger.redelivered,
      failed: ledger.failed,
      iterator_age_ms: Object.fromEntries(
        runtime.triggers.status().map(({ function: name, iteratorAge }) => [name, iteratorAge]),
      ),
      sessions: live.sessions,
      funnel: live.funnel.counts(),
      pages: top(live.pages, 8),
      devices: top(live.devices, 6),
      failures: live.failures,
      predictions: live.predictions,
      redis: `${observed.redis.kind} ${observed.redis.version}`,
      aws: observed.aws.url,
    };
  };
}

function ratesOf(samples: { at: number; counts: number[] }[], counts: number[], now: number): number[] {
  samples.push({ at: now, counts });
  while (samples.length > 1 && now - samples[0]!.at > RATE_WINDOW_S * 1000) samples.shift();
  const [first] = samples;
  const seconds = Math.max(1, (now - first!.at) / 1000);
  return counts.map((count, at) => Math.round((count - first!.counts[at]!) / seconds));
}
