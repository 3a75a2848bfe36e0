import { dayAt, timeOfDay } from "./calendar.ts";
import { offsetOfLocal } from "./local-offset.ts";
import { isZoneName } from "./zone.ts";

const DAY = 86_400_000;

const DATE = String.raw`(\d{4})-(\d{2})-(\d{2})`;
const TIME = String.raw`(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,12}))?)?`;
/** Behind an offset Go writes how its zone is called in short, which then says no more, and its clock for durations. */
const CALLED = String.raw`(?: (?:[A-Z]{3,5}|[+-]\d{2,4}))?(?: m=[+-]\d+\.\d+)?`;
/** The name of the zone behind its offset, as java.time and Temporal write it (RFC 9557). */
const NAMED = String.raw`(?:\[[\w/+-]+\])?`;
const OFFSET = String.raw`\s?(?:(Z|UTC|GMT)|([+-])(\d{2})(?::?(\d{2}))?${CALLED})${NAMED}`;
/** The zone in place of its offset, as Trino and Athena write it. */
const REGION = String.raw`\s([A-Z][\w+-]*(?:/[\w+-]+)+)`;
const ISO = new RegExp(String.raw`^\s*${DATE}(?:(?:T|\s+)${TIME}(?:${OFFSET}|${REGION})?)?\s*$`, "i");
/** Without what stands between the parts. */
const BASIC = /^(\s*\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(?=\D|$)/i;

/** What a text shows of a clock. */
export interface ClockTime {
  /** Epoch ms if the clock were one of UTC. */
  shown: number;
  /** How far the clock is ahead of UTC, ms; undefined where the text does not say. */
  offset: number | undefined;
}

/**
 * ISO 8601: a date, or a date and a time to the minute or finer, with `T`, `t` or a blank between them and perhaps `Z`,
 * `z`, `±hh`, `±hhmm` or `±hh:mm` behind; and ` UTC` or ` GMT`, as BigQuery and others write it; or with nothing between the
 * parts, `20261120T100000Z`. The name of the zone may follow in brackets, or stand in place of the offset (`10:00:00
 * Europe/Berlin`); in short it may follow an offset (`+0100 CET`). Undefined for any other text, and where
 * day or time do not exist. 24:00 is the midnight that ends the day. A leap second (`:60`) is none, as epoch time has
 * no number for it.
 */
export function readIso(text: string): ClockTime | undefined {
  const found = ISO.exec(text.replace(BASIC, "$1-$2-$3T$4:$5:$6"));
  if (found === null) return undefined;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = ""] = found;
  const [utc, sign, zoneHour, zoneMinute = "0", region] = found.slice(8);
  const midnight = dayAt(Number(year), Number(month), Number(day));
  const milli = Number(fraction.slice(0, 3).padEnd(3, "0"));
  const isMidnight = hour === "24" && Number(minute) + Number(second) + Number(fraction) === 0;
  const time = isMidnight ? DAY : timeOfDay(Number(hour), Number(minute), Number(second), milli);
  const ahead = sign === undefined ? 0 : timeOfDay(Number(zoneHour), Number(zoneMinute), 0, 0);
  if (Number.isNaN(midnight + time + ahead)) return undefined;
  if (region !== undefined) return inRegion(midnight + time, region);
  const offset = sign === undefined ? (utc === undefined ? undefined : 0) : sign === "-" ? -ahead : ahead;
  return { shown: midnight + time, offset };
}

const inRegion = (shown: number, region: string): ClockTime | undefined =>
  isZoneName(region) ? { shown, offset: offsetOfLocal(region, shown) } : undefined;
