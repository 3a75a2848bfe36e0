/** Dates of partition projection ("Supported types for partition projection", Athena guide), in UTC. */

const UNITS = ["YEARS", "MONTHS", "WEEKS", "DAYS", "HOURS", "MINUTES", "SECONDS", "MILLIS"] as const;
type Unit = (typeof UNITS)[number];

const SECOND = 1000;
const DAY = 86_400 * SECOND;
const LENGTHS: Partial<Record<Unit, number>> = {
  WEEKS: 7 * DAY,
  DAYS: DAY,
  HOURS: 3600 * SECOND,
  MINUTES: 60 * SECOND,
  SECONDS: SECOND,
  MILLIS: 1,
};

/** The singular is allowed in a range. Throws a sentence for what is no unit. */
export function unitOf(text: string): Unit {
  const plural = text.toUpperCase().replace(/S?$/, "S");
  return UNITS.find((unit) => unit === plural) ?? fail(`${text} is no unit of time`);
}

function added(at: number, amount: number, unit: Unit): number {
  const length = LENGTHS[unit];
  if (length !== undefined) return at + amount * length;
  const date = new Date(at);
  date.setUTCMonth(date.getUTCMonth() + amount * (unit === "YEARS" ? 12 : 1));
  return date.getTime();
}

/** Whether a whole number of steps leads from one instant to a later one. */
export function isSteps(from: number, to: number, every: number, unit: Unit): boolean {
  const length = LENGTHS[unit];
  if (length !== undefined) return (to - from) % (every * length) === 0;
  const [start, end] = [new Date(from), new Date(to)];
  const months =
    (end.getUTCFullYear() - start.getUTCFullYear()) * 12 + end.getUTCMonth() - start.getUTCMonth();
  return months % (every * (unit === "YEARS" ? 12 : 1)) === 0 && added(from, months, "MONTHS") === to;
}

const NOW = /^NOW(?:\s*([+-])\s*(\d+)\s*([A-Za-z]+))?$/i;

/**
 * An end of a range, such as `2009-01-01` or `NOW+1DAYS`, as epoch ms; no finer than the form. Throws a sentence for any
 * other text.
 */
export function endOfRange(text: string, format: DateFormat, now: number): number {
  const found = NOW.exec(text.trim());
  if (found === null)
    return format.parse(text.trim()) ?? fail(`${text} is not of the form ${format.pattern}`);
  const [, sign, amount, unit] = found;
  return format.floor(unit === undefined ? now : added(now, Number(`${sign}${amount}`), unitOf(unit)));
}

export interface DateFormat {
  pattern: string;
  /** Epoch ms; undefined for a text that is no date in this form. */
  parse(text: string): number | undefined;
  /** The latest instant up to `at` that the form can name; both epoch ms. */
  floor(at: number): number;
}

const LETTERS: Record<string, string> = {
  yyyy: "(?<year>\\d{4})",
  MM: "(?<month>\\d{2})",
  dd: "(?<day>\\d{2})",
  HH: "(?<hour>\\d{2})",
  mm: "(?<minute>\\d{2})",
  ss: "(?<second>\\d{2})",
};

/** A form in the letters of Java's DateTimeFormatter. Throws a sentence for letters that it has no need of here. */
export function dateFormat(pattern: string): DateFormat {
  const source = pattern.replace(
    /'([^']*)'|([A-Za-z]+)|[^A-Za-z']/g,
    (piece, quoted?: string, letters?: string) =>
      letters === undefined
        ? (quoted ?? piece).replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")
        : (LETTERS[letters] ?? fail(`the letters ${letters} of the form ${pattern} are not known here`)),
  );
  const form = new RegExp(`^${source}$`);
  return {
    pattern,
    floor(at) {
      const [year, month, day, hour, minute, second] = new Date(at).toISOString().match(/\d+/g)!;
      const parts = { year, month, day, hour, minute, second };
      const named = Object.entries(parts).filter(([name]) => source.includes(`<${name}>`));
      return Date.parse(isoOf(Object.fromEntries(named) as Parts));
    },
    parse(text) {
      const found = form.exec(text);
      if (found === null) return undefined;
      const iso = isoOf(found.groups ?? {});
      const at = Date.parse(iso);
      // Date.parse takes the 30th of February for the 2nd of March.
      return !Number.isNaN(at) && new Date(at).toISOString() === iso ? at : undefined;
    },
  };
}

type Parts = Partial<Record<"year" | "month" | "day" | "hour" | "minute" | "second", string>>;

const isoOf = ({
  year = "1970",
  month = "01",
  day = "01",
  hour = "00",
  minute = "00",
  second = "00",
}: Parts) => `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;

function fail(what: string): never {
  throw new Error(what);
}
