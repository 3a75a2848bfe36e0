import { type RuntimeClock, wait } from "./clock.ts";

export interface Drainable {
  /** Nothing unread, nothing in work, everywhere. */
  quiet(): boolean;
  /** Writes what only waits for company. */
  flush(): Promise<void>;
  /** It will not get quiet any more. */
  stopped(): boolean;
  /** What is not quiet, in words. */
  describe(): string;
}

const LOOK_MS = 20;

/**
 * Resolves when everything is quiet twice in a row with a flush in between: what one consumer writes is another
 * one's source, and a flush can make failed events. Throws a sentence when it takes longer than `timeoutMs`,
 * or when the work is stopped.
 */
export async function drain(work: Drainable, clock: RuntimeClock, timeoutMs: number): Promise<void> {
  const end = clock.now() + timeoutMs;
  for (let rounds = 0; rounds < 2; ) {
    if (work.quiet()) {
      await work.flush();
      rounds = work.quiet() ? rounds + 1 : 0;
    } else {
      rounds = 0;
    }
    if (work.stopped()) throw new Error("The streams were not empty when the run was stopped.");
    if (clock.now() > end)
      throw new Error(`The streams are not empty after ${timeoutMs / 1000} s: ${work.describe()}.`);
    await wait(clock, LOOK_MS);
  }
}
