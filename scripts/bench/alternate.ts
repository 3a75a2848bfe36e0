import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Timing of several ways to do the same, in turn and in one process, so that a noisy machine slows all alike. */

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
  /** Processor time of all threads, the collector's too; median over the rounds. */
  microsecondsPerEvent: number;
  /** What one core does in a second of such time. */
  eventsPerSecond: number;
  /** Each round's time, µs an event. */
  rounds: number[];
}

setFlagsFromString("--expose-gc");
/** What one leaves behind is not to be cleared away in the time of the next. */
const collectGarbage = runInNewContext("gc") as () => void;

/** Runs the contests in turn, `rounds` times after a warm-up of a quarter of them, and takes each one's median. */
export async function alternate(contests: readonly Contest[], rounds: number): Promise<Timed[]> {
  const times = new Map<Contest, number[]>(contests.map((contest) => [contest, []]));
  const warmUp = Math.ceil(rounds / 4);
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const contest of contests) {
      const prepared = contest.prepare?.();
      collectGarbage();
      const started = process.cpuUsage();
      await contest.run(prepared);
      const { user, system } = process.cpuUsage(started);
      if (round >= 0) times.get(contest)!.push((user + system) / contest.events);
    }
  }
  return contests.map((contest) => {
    const rounds = times.get(contest)!;
    const microsecondsPerEvent = median(rounds);
    return {
      name: contest.name,
      microsecondsPerEvent,
      eventsPerSecond: Math.round(1e6 / microsecondsPerEvent),
      rounds,
    };
  });
}

/** How many times the first one's time the second takes: the median over the rounds in which both ran side by side. */
export function ratioOf(one: Timed, other: Timed): number {
  return median(one.rounds.map((time, round) => other.rounds[round]! / time));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
