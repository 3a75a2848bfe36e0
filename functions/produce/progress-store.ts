import { CheckpointMoved, type CheckpointStore } from "../../shared/aws/checkpoints.ts";
import { DocumentKeys } from "./document-keys.ts";
import { type IndexProgress, readProgress, storedText } from "./index-progress.ts";
import { type KeyPlace, LeaseLost } from "./slices.ts";

/** Progress as all invocations share it. */
export interface IndexProgressStore {
  read(): Promise<IndexProgress>;
  /**
   * Stores what `decide` makes of the present progress, and returns it; `decide` is asked again when another invocation
   * was faster. `token` is larger than any before it. Nothing is stored for undefined.
   */
  change(
    decide: (progress: IndexProgress, token: number) => IndexProgress | undefined,
  ): Promise<{ progress: IndexProgress; token: number } | undefined>;
  keys(places: readonly KeyPlace[]): Promise<DocumentKeys>;
  /** Returns in how many parts they are. Throws `LeaseLost` where the slot belongs to somebody with a larger token. */
  writeKeys(slot: number, token: number, keys: DocumentKeys): Promise<number>;
}

/** The name under which the progress of an index is kept. */
export const progressOf = (index: string): string => `elasticsearch/${index}`;

/** The ingest time before which nothing is read again, from a stored state of either format. */
export const settledIn = (state: string): string | undefined =>
  (JSON.parse(state) as { settled?: string }).settled;

/** Parts that are read at once. */
const CONCURRENT_READS = 16;
/** A change takes some ten milliseconds, and a dozen invocations may want one at once. */
const MAX_ATTEMPTS = 100;
const RETRY_MS = 10;

const START: IndexProgress = { ranges: [], slices: [] };

export function progressStore(
  checkpoints: CheckpointStore,
  source: string,
  sleep: (milliseconds: number) => Promise<unknown>,
): IndexProgressStore {
  const partName = (slot: number, part: number) =>
    part === 0 ? `${source}#seen/${slot}` : `${source}#seen/${slot}.${part}`;

  return {
    async read() {
      const stored = await checkpoints.read(source);
      return stored === undefined ? START : readProgress(stored.state);
    },
    async change(decide) {
      for (let attempt = 1; ; attempt += 1) {
        const stored = await checkpoints.read(source);
        // The version grows with every write, in the first format as well: so does a token that is made of it.
        const version = (stored?.version ?? 0) + 1;
        const progress = decide(stored === undefined ? START : readProgress(stored.state), version);
        if (progress === undefined) return undefined;
        try {
          await checkpoints.write(source, { version, state: storedText(progress) });
          return { progress, token: version };
        } catch (error) {
          // Another invocation moved on meanwhile: what it left decides.
          if (!(error instanceof CheckpointMoved) || attempt === MAX_ATTEMPTS) throw error;
          await sleep(RETRY_MS);
        }
      }
    },
    async keys(places) {
      const names = places.flatMap(({ slot, parts }) =>
        Array.from({ length: parts }, (_, part) => partName(slot, part)),
      );
      const parts = new Array<Uint8Array>(names.length);
      const waiting = names.entries();
      const lane = async () => {
        for (const [at, name] of waiting) parts[at] = (await checkpoints.readPart(name)) ?? Buffer.of();
      };
      await Promise.all(Array.from({ length: CONCURRENT_READS }, lane));
      return new DocumentKeys(parts);
    },
    async writeKeys(slot, token, keys) {
      const parts = keys.encode();
      for (const [part, bytes] of parts.entries())
        await checkpoints.writePart(partName(slot, part), bytes, token).catch((error) => {
          // Who has a larger token is at another slice, or at this one.
          throw error instanceof CheckpointMoved ? new LeaseLost() : error;
        });
      return parts.length;
    },
  };
}
