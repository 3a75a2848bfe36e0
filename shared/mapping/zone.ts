/**
 * Milliseconds that the clocks of a zone are ahead of UTC when they show `local` (as epoch ms of the same clock in
 * UTC). Where clocks are put back an hour comes twice: the first one counts. An hour that is skipped counts as after it.
 */
export function offsetOfLocal(zone: string, local: number): number {
  const before = offsetAt(zone, local - DAY);
  const after = offsetAt(zone, local + DAY);
  if (before === after) return before;
  return offsetAt(zone, local - before) === before
    ? before
    : offsetAt(zone, local - after) === after
      ? after
      : before;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Offsets by zone and hour, since Intl takes a microsecond; the bound is a few years of hours. */
const offsets = new Map<string, number>();
const MOST_OFFSETS = 50_000;

function offsetAt(zone: string, at: number): number {
  const hour = Math.floor(at / HOUR) * HOUR;
  const key = `${zone} ${hour}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(hour)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const shown = Date.UTC(
    parts.year!,
    parts.month! - 1,
    parts.day!,
    parts.hour!,
    parts.minute!,
    parts.second!,
  );
  if (offsets.size >= MOST_OFFSETS) offsets.clear();
  offsets.set(key, shown - hour);
  return shown - hour;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const numeric = "numeric" as const;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  });
  formats.set(zone, format);
  return format;
}

/** Whether the name is an IANA time zone; Intl has no other way to ask, and takes offsets like -05:00 as well. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    formatOf(zone);
    return true;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return false;
  }
}
