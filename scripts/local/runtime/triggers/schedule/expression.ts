const MINUTE = 60_000;
const UNITS: Record<string, number> = { minute: MINUTE, hour: 60 * MINUTE, day: 24 * 60 * MINUTE };
const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** When a schedule starts next, epoch ms, strictly after `now`. UTC, as EventBridge rules are. */
export type NextTime = (now: number) => number;

/** Reads `rate(…)` and `cron(…)`. Throws a sentence for anything else. */
export function parseSchedule(expression: string): NextTime {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  if (rate) {
    const period = Number(rate[1]) * UNITS[rate[2]!]!;
    if (period > 0) return (now) => now + period;
  }
  const fields = /^cron\((.+)\)$/.exec(expression)?.[1]?.trim().split(/\s+/);
  if (fields?.length === 6) return cron(expression, fields);
  throw new Error(`The schedule ${expression} is neither rate(…) nor a cron(…) of six fields.`);
}

type Matches = (value: number) => boolean;

function cron(expression: string, fields: string[]): NextTime {
  const [minute, hour, dayOfMonth, month, dayOfWeek, year] = fields as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const minutes = field(expression, minute, 0, 59);
  const hours = field(expression, hour, 0, 23);
  const daysOfMonth = field(expression, dayOfMonth, 1, 31);
  const months = field(expression, named(month, MONTHS, 1), 1, 12);
  // EventBridge counts days of the week from 1, Sunday.
  const daysOfWeek = field(expression, named(dayOfWeek, DAYS, 1), 1, 7);
  const years = field(expression, year, 1970, 2199);
  const dayMatches = (day: Date) =>
    daysOfMonth(day.getUTCDate()) &&
    months(day.getUTCMonth() + 1) &&
    daysOfWeek(day.getUTCDay() + 1) &&
    years(day.getUTCFullYear());

  return (now) => {
    const at = new Date(Math.floor(now / MINUTE) * MINUTE + MINUTE);
    const last = at.getUTCFullYear() + 8;
    while (at.getUTCFullYear() <= last) {
      if (!dayMatches(at)) at.setUTCHours(24, 0, 0, 0);
      else if (!hours(at.getUTCHours())) at.setUTCMinutes(60, 0, 0);
      else if (!minutes(at.getUTCMinutes())) at.setTime(at.getTime() + MINUTE);
      else return at.getTime();
    }
    return Number.POSITIVE_INFINITY;
  };
}

const named = (text: string, names: readonly string[], first: number): string =>
  text.toUpperCase().replace(/[A-Z]{3}/g, (name) => {
    const index = names.indexOf(name);
    return index < 0 ? name : String(index + first);
  });

function field(expression: string, text: string, min: number, max: number): Matches {
  if (text === "*" || text === "?") return () => true;
  const parts = text.split(",").map((part): Matches => {
    const match = /^(\*|\d+)(?:-(\d+))?(?:\/(\d+))?$/.exec(part);
    const from = match?.[1] === "*" ? min : Number(match?.[1]);
    const step = match?.[3] === undefined ? 0 : Number(match[3]);
    const to = match?.[2] === undefined ? (step > 0 ? max : from) : Number(match[2]);
    if (!match || from < min || to > max || from > to)
      throw new Error(`The schedule ${expression} has ${part}, which the local runtime does not read.`);
    return (value) => value >= from && value <= to && (step === 0 || (value - from) % step === 0);
  });
  return (value) => parts.some((matches) => matches(value));
}
