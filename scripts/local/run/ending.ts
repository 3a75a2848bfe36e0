import type { LocalAws } from "../aws/contract.ts";
import { functionOf } from "../runtime/lambda/identity.ts";
import { type Accounted, account } from "./account.ts";
import type { Ledger } from "./ledger.ts";
import type { RunReport } from "./report.ts";

export interface EndingParts extends Accounted {
  /** Whether the run cannot go on, so that nothing is worth waiting for. */
  isOver(): boolean;
  /** Rejects then. */
  failed: Promise<never>;
  follower: { settled(): Promise<void> };
}

export interface RunEnding {
  /** Resolves once every event that was read is in its place, or nothing has moved for long; the report says which. */
  drained(): Promise<void>;
  report(): Promise<RunReport>;
}

/** Time without any change after which events that are still under way will not arrive, ms. */
const STALLED_MS = 180_000;
/** How long others may go on putting events once the source has ended, ms: one who never stops would keep the run up. */
const LAST_CALL_MS = 15_000;

/** The end of a run: wait for what is under way, then count. */
export function ending(parts: EndingParts): RunEnding {
  const { aws, runtime, ledger, source, isOver, failed, follower } = parts;
  let drainedAt: number | undefined;

  async function settle(): Promise<void> {
    await Promise.race([untilSettled(ledger, isOver), failed]);
    await Promise.race([runtime.drain(), failed]);
    await follower.settled();
    drainedAt = ledger.changes;
  }

  return {
    async drained() {
      await source.done;
      const lastCall = setTimeout(() => aws.refuse(fromOthers), LAST_CALL_MS);
      try {
        await settle();
      } finally {
        clearTimeout(lastCall);
        aws.refuse(undefined);
      }
    },
    /** Nobody puts anything while it counts, so that all counts are of one moment. */
    async report() {
      aws.refuse(fromOthers);
      try {
        if (drainedAt !== undefined && drainedAt !== ledger.changes) await settle();
        return await account(parts);
      } finally {
        aws.refuse(undefined);
      }
    },
  };
}

type Refused = Parameters<NonNullable<Parameters<LocalAws["refuse"]>[0]>>[0];

const fromOthers = ({ service, action, accessKeyId }: Refused): string | undefined =>
  service === "kinesis" && action.startsWith("PutRecord") && functionOf(accessKeyId) === undefined
    ? "The local run is counting its events, or at its end: put the records again in a moment, or in its next run."
    : undefined;

async function untilSettled(ledger: Ledger, isOver: () => boolean): Promise<void> {
  while (!isOver() && Date.now() - ledger.lastChange <= STALLED_MS) {
    const { enrich, predict } = ledger.outstanding;
    if (ledger.arrivals.awaited === 0 && enrich === 0 && predict === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
