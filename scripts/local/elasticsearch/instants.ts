import { SearchError } from "./search-error.ts";

/** Instants of the date field: nanoseconds since 1970, so that `date` and `date_nanos` are one. */

const ISO = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?Z?)?$/;
const MILLI = 1_000_000n;

/** Reads what a query or `search_after` may hold: ISO 8601 in UTC, or epoch milliseconds as a number or as text. */
export function parseNanos(value: unknown): bigint {
  if (typeof value === "number" && Number.isInteger(value)) return BigInt(value) * MILLI;
  if (typeof value === "string") {
    if (/^\d{5,}$/.test(value)) return BigInt(value) * MILLI;
    const [, day, time = "00:00:00", fraction = ""] = ISO.exec(value) ?? [];
    const seconds = day === undefined ? Number.NaN : Date.parse(`${day}T${time}Z`);
    if (!Number.isNaN(seconds)) return BigInt(seconds) * MILLI + BigInt(fraction.padEnd(9, "0"));
  }
  throw new SearchError(400, "parse_exception", `failed to parse date field [${String(value)}]`);
}

/** The one format in which times are shown here: three digits of a second, or as many as are needed. */
export const NANOS_FORMAT = "strict_date_optional_time_nanos";

export function formatNanos(nanos: bigint): string {
  const text = new Date(Number(nanos / MILLI)).toISOString();
  const rest = nanos % MILLI;
  if (rest === 0n) return text;
  return `${text.slice(0, -1)}${String(rest).padStart(6, "0").replace(/0+$/, "")}Z`;
}
