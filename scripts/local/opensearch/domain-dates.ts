import { SearchError } from "../elasticsearch/search-error.ts";

/** Instants of queries: ISO 8601, epoch milliseconds, and date math such as `now-1d/d` or `2026-11-30||+1M`. */

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  H: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

const MATH = /([+-]\d+|\/)([yMwdhHms])/g;

/**
 * Epoch ms. An instant of which only the day, the month or the year is said, or that is rounded, is its beginning, or its
 * last millisecond where `end` is asked for.
 */
export function instantIn(value: unknown, now: number, end: boolean): number {
  if (typeof value === "number") return value;
  const text = String(value);
  if (/^-?\d{5,}$/.test(text)) return Number(text);
  const [base, math] = text.startsWith("now")
    ? ["now", text.slice(3)]
    : (text.split("||") as [string, string?]);
  const at = base === "now" ? { ms: now, unit: undefined } : isoIn(base);
  const steps = [...(math ?? "").matchAll(MATH)];
  if (at === undefined || steps.map(([step]) => step).join("") !== (math ?? ""))
    throw new SearchError(400, "parse_exception", `failed to parse date field [${text}]`);
  let { ms, unit } = at;
  for (const [, how, step] of steps) {
    if (how === "/") {
      ms = floorOf(ms, step!);
      unit = step;
    } else ms = added(ms, Number(how), step!);
  }
  return unit === undefined || !end ? ms : added(ms, 1, unit) - 1;
}

function isoIn(text: string): { ms: number; unit: string | undefined } | undefined {
  const [, year, month, day, time] =
    /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(?:Z|[+-]\d{2}:?\d{2})?)?)?)?$/.exec(
      text,
    ) ?? [];
  if (year === undefined) return undefined;
  const isZoned = /(Z|[+-]\d{2}:?\d{2})$/.test(text.slice(10));
  const ms =
    time === undefined
      ? Date.UTC(+year, +(month ?? 1) - 1, +(day ?? 1))
      : Date.parse(isZoned ? text : `${text}Z`);
  const unit = time !== undefined ? undefined : day !== undefined ? "d" : month !== undefined ? "M" : "y";
  return Number.isNaN(ms) ? undefined : { ms, unit };
}

/** The beginning of the unit that an instant lies in, in UTC; weeks begin on Monday. */
export function floorOf(ms: number, unit: string): number {
  const date = new Date(ms);
  if (unit === "y") return Date.UTC(date.getUTCFullYear(), 0);
  if (unit === "q") return Date.UTC(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / 3) * 3);
  if (unit === "M") return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
  // The epoch began on a Thursday.
  const shift = unit === "w" ? 3 * UNIT_MS.d! : 0;
  const length = UNIT_MS[unit]!;
  return Math.floor((ms + shift) / length) * length - shift;
}

function added(ms: number, count: number, unit: string): number {
  const length = UNIT_MS[unit];
  if (length !== undefined) return ms + count * length;
  const date = new Date(ms);
  date.setUTCMonth(date.getUTCMonth() + count * (unit === "y" ? 12 : 1));
  return date.getTime();
}
