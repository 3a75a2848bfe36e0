import type { TimeFormat } from "./source-mapping.ts";
import { offsetOfLocal } from "./zone.ts";

/** Month, day, hour and minute as one or two digits, seconds if they are there. */
const MONTH_FIRST = String.raw`^(\d{1,2})/(\d{1,2})/(\d{4}|\d{2}) (\d{1,2}):(\d{2})(?::(\d{2}))?`;
const DATE = String.raw`^(\d{4})-(\d{2})-(\d{2})`;
const TIME = String.raw`[ T](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?`;

/** How the groups of a format's expression are read. */
const readers: Partial<Record<TimeFormat, { expression: RegExp; order: "year" | "month" }>> = {
  iso: { expression: new RegExp(`${DATE}(?:${TIME})?$`), order: "year" },
  "yyyy-MM-dd HH:mm:ss": { expression: new RegExp(`${DATE}${TIME}$`), order: "year" },
  "MM/dd/yyyy hh:mm:ss a": { expression: new RegExp(`${MONTH_FIRST} ?([AP])M$`, "i"), order: "month" },
  "M/d/yy H:mm": { expression: new RegExp(`${MONTH_FIRST}$`), order: "month" },
};

/** Epoch ms of a text as the clocks of the zone show it; NaN when it is no such text or no such time. */
export function parseLocal(text: string, zone: string, format: TimeFormat): number {
  const reader = readers[format];
  const found = reader?.expression.exec(text.trim());
  if (reader === undefined || found === null || found === undefined) return Number.NaN;
  const local = reader.order === "year" ? yearFirst(found) : monthFirst(found);
  return zone === "UTC" || Number.isNaN(local) ? local : local - offsetOfLocal(zone, local);
}

function yearFirst([
  ,
  year,
  month,
  day,
  hour = "0",
  minute = "0",
  second = "0",
  fraction = "",
]: string[]): number {
  const milli = fraction.slice(0, 3).padEnd(3, "0");
  return shown(Number(year), [month, day, hour, minute, second, milli].map(Number));
}

function monthFirst([, month, day, year = "", hour, minute, second = "0", half]: string[]): number {
  const hours = half === undefined ? Number(hour) : afterNoon(Number(hour), half.toUpperCase() === "P");
  return shown(fullYear(year), [Number(month), Number(day), hours, Number(minute), Number(second), 0]);
}

/** 12 is the first hour of either half of the day. */
const afterNoon = (hour: number, isAfter: boolean): number =>
  hour < 1 || hour > 12 ? Number.NaN : (hour % 12) + (isAfter ? 12 : 0);

/** Two digits are a year from 1970 to 2069, since nothing before 1970 can be stored. */
const fullYear = (year: string): number =>
  year.length === 4 ? Number(year) : Number(year) + (Number(year) < 70 ? 2000 : 1900);

/** As `Date.UTC`, which takes a part that is out of its range for another day. */
function shown(year: number, parts: number[]): number {
  const [month, day, hour, minute, second, milli] = parts as [number, number, number, number, number, number];
  const local = Date.UTC(year, month - 1, day, hour, minute, second, milli);
  const date = new Date(local);
  const kept =
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return kept ? local : Number.NaN;
}
