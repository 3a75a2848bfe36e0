import type { LocalAws } from "../aws/contract.ts";
import { Series } from "../page/series.ts";
import { type AccountingLine, type PageState, type StageName, stageNames } from "../page/state.ts";
import type { LocalRedis } from "../redis/types.ts";
import type { LocalRuntime } from "../runtime/types.ts";
import type { EventSource } from "./event-source.ts";
import type { PastWeeks } from "./history.ts";
import type { Ledger } from "./ledger.ts";
import type { Live } from "./live.ts";
import { equations } from "./report.ts";
import { stageCounts } from "./stage-counts.ts";

export interface Observed {
  ledger: Ledger;
  live: Live;
  runtime: LocalRuntime;
  source: EventSource;
  redis: LocalRedis;
  aws: LocalAws;
  history: PastWeeks | undefined;
}

export interface Observer {
  series: Series;
  state(): PageState;
  stop(): void;
}

const SAMPLE_MS = 1_000;
const MINUTE_MS = 60_000;

/** Watches a run: its present state, and the last hour of its rates and latencies. */
export function observe(observed: Observed): Observer {
  const { ledger, live, runtime } = observed;
  const startedAt = Date.now();
  let liveSince: number | undefined = observed.history ? undefined : startedAt;
  const begun = () => {
    liveSince = Date.now();
  };
  observed.history?.done.then(begun, begun);
  let direct = 0;
  const stopListening = runtime.onMetrics(({ emf }) => {
    direct += Number(emf.EventsArchivedDirectly ?? 0);
  });
  const counts = () => stageCounts(observed, direct);
  const series = new Series({ ledger, active: live.active, counts });
  const timer = setInterval(() => series.sample(Date.now()), SAMPLE_MS);
  timer.unref();

  return {
    series,
    stop() {
      clearInterval(timer);
      stopListening();
    },
    state() {
      const now = Date.now();
      const present = counts();
      const rates = series.rates();
      return {
        uptime_s: (now - startedAt) / 1000,
        live_since: liveSince,
        history_share: liveSince === undefined ? observed.history?.share : undefined,
        stages: stageNames.map((name) => ({ name, count: present[name], rate: rates[name] })),
        latency_ms: ledger.latencies.report(),
        budget_ms: Number(runtime.functions.environment("predict").LATENCY_BUDGET_MS),
        outstanding: ledger.outstanding,
        redelivered: ledger.redelivered,
        failed: ledger.failed,
        iterator_age_ms: Object.fromEntries(
          runtime.triggers.status().map(({ function: name, iteratorAge }) => [name, iteratorAge]),
        ),
        archive_age_ms: Math.max(0, ...runtime.firehose.status().map(({ age }) => age)),
        sessions: live.sessions,
        active: {
          five_minutes: live.active.within(5 * MINUTE_MS, now),
          thirty_minutes: live.active.within(30 * MINUTE_MS, now),
        },
        accounting: accountingOf(present, ledger),
        redis: `${observed.redis.kind} ${observed.redis.version}`,
        aws: observed.aws.url,
      };
    },
  };
}

function accountingOf(counts: Record<StageName, number>, ledger: Ledger): AccountingLine[] {
  const { failed, followPredictions } = ledger;
  // These were counted as they came: what is forgotten later was among them.
  const forgotten = { archived: 0, predicted: 0 };
  return equations({ ...counts, failed, forgotten, predictionsCounted: followPredictions }).map((line) => ({
    ...line,
    under_way: Math.max(0, line.left - line.right),
  }));
}
