import { BoundedCache } from "../bounded-cache.ts";

const DAY = 86_400_000;
const SECOND = 1000;

/** A day of UTC by the clocks of a zone, which change once on few of them. */
interface ZoneDay {
  /** Milliseconds ahead of UTC. */
  before: number;
  after: number;
  /** Epoch ms of the change; infinity where there is none. */
  changesAt: number;
}

/** Days of one zone that are kept at least: events and rows of a file come nearly day by day. */
const DAYS_KEPT = 64;

/**
 * The clocks of one zone, by Intl. That takes microseconds an instant, so each day is asked for once: at its beginning
 * and its end, and where they differ for the second between them at which the clocks changed. Changes come at any minute of
 * a UTC hour (in Adelaide at half past), but never two on a day.
 */
class Zone {
  readonly #format: Intl.DateTimeFormat;
  readonly #days = new BoundedCache<ZoneDay, number>(DAYS_KEPT);
  #number = Number.NaN;
  #day: ZoneDay = { before: 0, after: 0, changesAt: 0 };

  constructor(format: Intl.DateTimeFormat) {
    this.#format = format;
  }

  offsetAt(at: number): number {
    const number = Math.floor(at / DAY);
    if (number !== this.#number) {
      this.#day = this.#dayOf(number);
      this.#number = number;
    }
    const { before, after, changesAt } = this.#day;
    return at < changesAt ? before : after;
  }

  #dayOf(number: number): ZoneDay {
    const known = this.#days.get(number);
    if (known !== undefined) return known;
    const from = number * DAY;
    const before = this.#ask(from);
    const after = this.#ask(from + DAY);
    const changesAt = before === after ? Number.POSITIVE_INFINITY : this.#changeIn(from, from + DAY, before);
    const day = { before, after, changesAt };
    this.#days.set(number, day);
    return day;
  }

  /** The first second of the other offset. */
  #changeIn(from: number, to: number, before: number): number {
    let last = from / SECOND;
    let first = to / SECOND;
    while (first - last > 1) {
      const middle = Math.floor((last + first) / 2);
      if (this.#ask(middle * SECOND) === before) last = middle;
      else first = middle;
    }
    return first * SECOND;
  }

  /** At a whole second. */
  #ask(at: number): number {
    const part: Record<string, number> = {};
    for (const { type, value } of this.#format.formatToParts(at)) part[type] = Number(value);
    return Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!) - at;
  }
}

/** More than there are; undefined marks a name that is no zone. */
const zones = new BoundedCache<{ zone: Zone | undefined }>(1_000);

function zoneOf(name: string): Zone | undefined {
  const known = zones.get(name);
  if (known !== undefined) return known.zone;
  const format = formatOf(name);
  const zone = format === undefined ? undefined : new Zone(format);
  zones.set(name, { zone });
  return zone;
}

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  const numeric = "numeric" as const;
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    });
  } catch (error) {
    // The only way to ask Intl whether a zone exists; the caller takes one that does not for none.
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
}

/**
 * Milliseconds that the clocks of a zone are ahead of UTC at an instant (epoch ms).
 * @param zone a name of the IANA database in any case, or an offset as ±hh, ±hhmm or ±hh:mm
 * @returns undefined where it is neither
 */
export const zoneOffset = (zone: string, at: number): number | undefined => zoneOf(zone)?.offsetAt(at);

/** Whether the text is a zone that `zoneOffset` knows. */
export const isZone = (zone: string): boolean => zoneOf(zone) !== undefined;

/**
 * Whether the text names a zone of the IANA database. An offset is none: of an event it says what the client's clock
 * showed just then, but as the zone of a place or of a whole file it would be wrong for half of the year.
 */
export const isZoneName = (zone: string): boolean => /^[A-Za-z]/.test(zone) && isZone(zone);
