import { dayAt, timeOfDay } from "../event/calendar.ts";
import { readIso } from "../event/iso.ts";
import { offsetOfLocal } from "../event/local-offset.ts";
import type { TimeFormat } from "./source-mapping.ts";

const MONTH = String.raw`(?<month>\d{1,2})`;
const DAY = String.raw`(?<day>\d{1,2})`;
const YEAR = String.raw`(?<year>\d{4}|\d{2})`;
/** Seconds if they are there. */
const CLOCK = String.raw`,? (?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2}))?`;
const PERHAPS_CLOCK = `(?:${CLOCK})?`;

/** The formats beside ISO 8601; month, day and hour are one digit or two. */
const written: Partial<Record<TimeFormat, RegExp>> = {
  "MM/dd/yyyy hh:mm:ss a": new RegExp(`^${MONTH}/${DAY}/${YEAR}${CLOCK} ?(?<half>[AP])M$`, "i"),
  "M/d/yy H:mm": new RegExp(`^${MONTH}/${DAY}/${YEAR}${PERHAPS_CLOCK}$`),
  "d.M.yy H:mm": new RegExp(`^${DAY}\\.${MONTH}\\.${YEAR}${PERHAPS_CLOCK}$`),
  "d/M/yy H:mm": new RegExp(`^${DAY}/${MONTH}/${YEAR}${PERHAPS_CLOCK}$`),
  "yyyy/M/d H:mm": new RegExp(String.raw`^(?<year>\d{4})/${MONTH}/${DAY}${PERHAPS_CLOCK}$`),
};

/** ISO 8601 less its other spellings: HH is an hour from 00 to 23. */
const PLAIN = /^\d{4}-\d{2}-\d{2}[ T](?!24)\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,12})?)?$/;

/**
 * Epoch ms of a text as the clocks of the zone show it; NaN when it is no such text or no such time. ISO 8601 text that
 * names its own offset is an instant whatever the zone.
 */
export function parseLocal(text: string, zone: string, format: TimeFormat): number {
  const bare = text.trim();
  const expression = written[format];
  if (expression !== undefined) return instantOf(zone, writtenTime(expression.exec(bare)));
  if (format !== "iso" && (format !== "yyyy-MM-dd HH:mm:ss" || !PLAIN.test(bare))) return Number.NaN;
  const { shown, offset } = readIso(bare) ?? { shown: Number.NaN, offset: 0 };
  return offset === undefined ? instantOf(zone, shown) : shown - offset;
}

/** Days of a spreadsheet are counted so that this one, 1970-01-01, has this number. */
const SERIAL_1970 = 25_569;
const DAY_MS = 86_400_000;

/**
 * Epoch ms of a spreadsheet's number of days by the clocks of the zone. It is a fraction: what is nearest to the
 * millisecond counts.
 */
export const parseSerial = (days: number, zone: string): number =>
  instantOf(zone, Math.round((days - SERIAL_1970) * DAY_MS));

const instantOf = (zone: string, local: number): number =>
  zone === "UTC" || Number.isNaN(local) ? local : local - offsetOfLocal(zone, local);

function writtenTime(found: RegExpExecArray | null): number {
  if (found === null) return Number.NaN;
  const { month, day, year = "", hour = "0", minute = "0", second = "0", half } = found.groups!;
  const hours = half === undefined ? Number(hour) : afterNoon(Number(hour), half.toUpperCase() === "P");
  return (
    dayAt(fullYear(year), Number(month), Number(day)) + timeOfDay(hours, Number(minute), Number(second), 0)
  );
}

/** 12 is the first hour of either half of the day. */
const afterNoon = (hour: number, isAfter: boolean): number =>
  hour < 1 || hour > 12 ? Number.NaN : (hour % 12) + (isAfter ? 12 : 0);

/** Two digits are a year from 1970 to 2069. */
const fullYear = (year: string): number =>
  year.length === 4 ? Number(year) : Number(year) + (Number(year) < 70 ? 2000 : 1900);
