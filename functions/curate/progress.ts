import type { CheckpointStore } from "../../shared/aws/checkpoints.ts";

/** What is done, in the table of cursors. */
export interface CurateProgress {
  /** Of this form. */
  v: 1;
  /** Epoch ms: files that were written before are merged. */
  through: number;
  /** Day on which the table was compacted last. */
  maintained?: string;
  /** What the rollups hold. */
  rollups?: RolledUp;
  /** Statement that was started and not seen to end. */
  running?: string;
}

export interface RolledUp {
  /** Of their form. */
  version: number;
  /** The last day that they hold; queries make what comes after it of the events. "" where they hold none. */
  through: string;
  /** Days up to it whose events are others since. */
  stale: readonly string[];
}

export const startedProgress: CurateProgress = { v: 1, through: 0 };

export interface ProgressStore {
  read(): Promise<CurateProgress | undefined>;
  write(progress: CurateProgress): Promise<void>;
}

const NAME = "curated_events";

/** Throws `CheckpointMoved` when another invocation has written meanwhile. */
export function storedProgress(store: CheckpointStore): ProgressStore {
  let version = 0;
  return {
    async read() {
      const stored = await store.read(NAME);
      version = stored?.version ?? 0;
      if (stored === undefined) return undefined;
      const progress = JSON.parse(stored.state) as CurateProgress;
      // A newer version's progress: what it did is done again, which changes nothing.
      return progress.v === 1 ? progress : undefined;
    },
    async write(progress) {
      version += 1;
      await store.write(NAME, { version, state: JSON.stringify(progress) });
    },
  };
}
