import { join } from "node:path";
import type { Taps } from "../aws/contract.ts";
import { type RunMetrics, startMetrics } from "../metrics/run-metrics.ts";
import { watchStorage } from "./data-folder.ts";
import { follow } from "./follow.ts";
import { Ledger } from "./ledger.ts";
import { Live } from "./live.ts";

/** What sees a run from its first call on. */
export interface RunWatch {
  ledger: Ledger;
  live: Live;
  follower: ReturnType<typeof follow>;
  metrics: RunMetrics;
  /** For the emulators, which tell by them what they do. */
  taps: Taps;
  /** Rejects when the disk takes no more, with what the user can do. */
  storageFailed: Promise<never>;
}

/** @param followPredictions whether each event has a prediction of its own */
export function startWatch(
  { data, followPredictions }: { data: string; followPredictions: boolean },
  stack: AsyncDisposableStack,
): RunWatch {
  const { onStorageFault, failed: storageFailed } = watchStorage(data);
  const file = join(data, "s3", ".ledger");
  const ledger = new Ledger({ followPredictions, file, onFault: onStorageFault });
  stack.defer(() => ledger.close());
  const live = new Live();
  const follower = follow(ledger, live);
  const metrics = startMetrics();
  stack.defer(() => metrics.close());
  const taps = metrics.counting({ ...follower.taps, onStorageFault });
  return { ledger, live, follower, metrics, taps, storageFailed };
}
