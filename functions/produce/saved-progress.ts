import type { CheckpointStore } from "../../shared/aws/checkpoints.ts";
import type { IndexProgress } from "./progress.ts";
import { decodeKeys, encodeKeys, Seen } from "./seen.ts";

/** Progress as it is kept between invocations. */
export interface SavedProgress {
  readonly progress: IndexProgress;
  /** Stores it; throws when another invocation has moved on from the same place. */
  save(progress: IndexProgress): Promise<void>;
}

interface State {
  cursor?: string;
  settled?: string;
  seen: { slot: number; newest: string }[];
}

/** The name under which the progress of an index is kept. */
export const progressOf = (index: string): string => `elasticsearch/${index}`;

/** The ingest time before which nothing is read again, from a stored state. */
export const settledIn = (state: string): string | undefined => (JSON.parse(state) as State).settled;

/** Reads at once, since there may be some dozens on a busy index. */
const CONCURRENT_READS = 16;

/** Loads the progress of a source. Without any, reading starts at the beginning. */
export async function loadProgress(checkpoints: CheckpointStore, source: string): Promise<SavedProgress> {
  const stored = await checkpoints.read(source);
  const state: State = stored ? JSON.parse(stored.state) : { seen: [] };
  let version = stored?.version ?? 0;
  let saved = stored?.state;
  const partName = (slot: number) => `${source}#seen/${slot}`;

  return {
    progress: { ...times(state), seen: new Seen(await loadParts()) },
    async save(progress) {
      const { seen } = progress;
      const parts = seen.parts.map(({ slot, newest }) => ({ slot, newest }));
      const next = JSON.stringify({ ...times(progress), seen: parts } satisfies State);
      // The parts are stored first. They hold only published documents, so a part that the checkpoint does not list
      // yet is harmless.
      for (const { slot, keys } of seen.takeChanged())
        await checkpoints.writePart(partName(slot), encodeKeys(keys));
      if (next === saved) return;
      await checkpoints.write(source, { version: version + 1, state: next });
      version += 1;
      saved = next;
    },
  };

  async function loadParts() {
    const parts = new Array(state.seen.length);
    const waiting = state.seen.entries();
    const lane = async () => {
      for (const [at, { slot, newest }] of waiting)
        parts[at] = {
          slot,
          newest,
          keys: decodeKeys((await checkpoints.readPart(partName(slot))) ?? Buffer.of()),
        };
    };
    await Promise.all(Array.from({ length: CONCURRENT_READS }, lane));
    return parts;
  }
}

const times = ({ cursor, settled }: Pick<State, "cursor" | "settled">) => ({
  ...(cursor !== undefined && { cursor }),
  ...(settled !== undefined && { settled }),
});
