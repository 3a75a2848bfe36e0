import type { CurateProgress, ProgressStore } from "./progress.ts";

/** Athena, as the curating function uses it. */
export interface StatementPorts {
  /** Returns the id of the execution. */
  start(sql: string): Promise<string>;
  /** The rows once it has ended. Throws `StillRunning` at the deadline (epoch ms), and Athena's error. */
  ended(id: string, deadline: number): Promise<(string | null)[][]>;
}

/** A statement goes on in Athena when the invocation that waits for it ends. */
export class StillRunning extends Error {
  override name = "StillRunning";
}

/**
 * Statements one after the other, with what is done kept beside: a statement that is left running is known to the next
 * invocation, which waits for it, as two at once on one table could both take the same events.
 */
export class Statements {
  progress: CurateProgress;
  readonly #ports: StatementPorts;
  readonly #store: ProgressStore;
  readonly #deadline: number;

  constructor(ports: StatementPorts, store: ProgressStore, deadline: number, progress: CurateProgress) {
    this.#ports = ports;
    this.#store = store;
    this.#deadline = deadline;
    this.progress = progress;
  }

  async run(sql: string): Promise<(string | null)[][]> {
    const running = await this.#ports.start(sql);
    await this.#store.write({ ...this.progress, running });
    return this.#ports.ended(running, this.#deadline);
  }

  /** Waits for what an earlier invocation left running. */
  async settle(): Promise<void> {
    const { running } = this.progress;
    if (running === undefined) return;
    await this.#ports.ended(running, this.#deadline).catch((error: Error) => {
      // What failed then, or is not known any more, is done again now.
      if (error instanceof StillRunning) throw error;
    });
    await this.advance({});
  }

  /** Everything so far is done, and this. */
  async advance(done: Partial<CurateProgress>): Promise<void> {
    const { running: _, ...before } = this.progress;
    this.progress = { ...before, ...done };
    await this.#store.write(this.progress);
  }
}
