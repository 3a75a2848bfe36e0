const LOCAL = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,3})\d*)?$/;

/** Epoch ms of `yyyy-MM-dd HH:mm:ss` as the clocks of the zone show it; NaN when it is no such text. */
export function parseLocal(text: string, zone: string): number {
  const found = LOCAL.exec(text);
  if (found === null) return Number.NaN;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const local = Date.UTC(year, month - 1, day, hour, minute, second, Number((found[7] ?? "").padEnd(3, "0")));
  // Out-of-range parts would silently become another day.
  const date = new Date(local);
  const kept =
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  if (!kept) return Number.NaN;
  return zone === "UTC" ? local : local - offsetOfLocal(zone, local);
}

/** Where clocks are put back an hour comes twice: the first one counts. An hour that is skipped counts as after it. */
function offsetOfLocal(zone: string, local: number): number {
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

/** Whether the name is an IANA time zone; Intl has no other way to ask. */
export function isZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return false;
  }
}
