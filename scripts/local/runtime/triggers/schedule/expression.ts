const MINUTE = 60_000;
const UNITS: Record<string, number> = { minute: MINUTE, hour: 60 * MINUTE, day: 24 * 60 * MINUTE };

/** When a schedule starts next, epoch ms, strictly after `now`. */
export type NextTime = (now: number) => number;

/** Reads `rate(…)`. Throws a sentence for anything else. */
export function parseSchedule(expression: string): NextTime {
  const [, count, unit = ""] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const period = Number(count) * (UNITS[unit] ?? 0);
  if (period > 0) return (now) => now + period;
  throw new Error(`The local runtime starts what is scheduled by rate(…), and not by ${expression}.`);
}
