/** Time as the runtime sees it: a simulated clock drives the same code in simulations. */
export interface RuntimeClock {
  /** Epoch milliseconds. */
  now(): number;
  /** Runs once after `ms`; returns what cancels it. */
  after(ms: number, run: () => void): () => void;
}

export const systemClock: RuntimeClock = {
  now: Date.now,
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

export const wait = (clock: RuntimeClock, ms: number): Promise<void> =>
  new Promise((resolve) => clock.after(ms, resolve));
