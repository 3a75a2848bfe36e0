import { BoundedCache } from "../../../shared/bounded-cache.ts";

const HOUR = 3_600_000;

/** Formatters by zone; undefined marks a name that is no time zone. */
const formatters = new BoundedCache<{ format: Intl.DateTimeFormat | undefined }>(600);

interface Offset {
  hour: number;
  offset: number;
}

/** The last offset used of each zone. No zone has changed its offset within an hour that starts on the hour. */
const offsets = new BoundedCache<Offset>(600);

/**
 * Offset of a zone from UTC at an instant, ms; undefined when the name is no IANA time zone.
 * Intl takes a microsecond even with a cached formatter, so the answer is kept for the hour it was asked for.
 */
export function zoneOffset(zone: string, at: number): number | undefined {
  const hour = Math.floor(at / HOUR);
  const last = offsets.get(zone);
  if (last !== undefined && last.hour === hour) return last.offset;
  const format = formatterOf(zone);
  if (format === undefined) return undefined;
  const offset = localTime(format, hour * HOUR) - hour * HOUR;
  offsets.set(zone, { hour, offset });
  return offset;
}

function formatterOf(zone: string): Intl.DateTimeFormat | undefined {
  const cached = formatters.get(zone);
  if (cached !== undefined) return cached.format;
  let format: Intl.DateTimeFormat | undefined;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch (error) {
    // The only way to ask Intl whether a zone exists; the event then counts as having none.
    if (!(error instanceof RangeError)) throw error;
  }
  formatters.set(zone, { format });
  return format;
}

function localTime(format: Intl.DateTimeFormat, at: number): number {
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
  return Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!);
}
