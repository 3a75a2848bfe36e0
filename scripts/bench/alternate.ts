/** Timing of two ways to do the same, in turn and in one process, so that a noisy machine slows both alike. */

export interface Contest {
  name: string;
  /** Events that one call works through. */
  events: number;
  /** One call; a fresh state for it is made by `prepare`, outside the time. */
  run: (prepared: unknown) => unknown;
  prepare?: () => unknown;
}

export interface Timed {
  name: string;
  /** Median over the rounds. */
  microsecondsPerEvent: number;
  eventsPerSecond: number;
}

/** Runs the contests in turn, `rounds` times after a warm-up of a quarter of them, and takes each one's median. */
export async function alternate(contests: readonly Contest[], rounds: number): Promise<Timed[]> {
  const times = new Map<Contest, number[]>(contests.map((contest) => [contest, []]));
  const warmUp = Math.ceil(rounds / 4);
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const contest of contests) {
      const prepared = contest.prepare?.();
      const started = process.hrtime.bigint();
      await contest.run(prepared);
      const elapsed = Number(process.hrtime.bigint() - started);
      if (round >= 0) times.get(contest)!.push(elapsed / contest.events);
    }
  }
  return contests.map((contest) => {
    const nanoseconds = median(times.get(contest)!);
    return {
      name: contest.name,
      microsecondsPerEvent: nanoseconds / 1000,
      eventsPerSecond: Math.round(1e9 / nanoseconds),
    };
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
