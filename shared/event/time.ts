import { dayAt, digitOf, timeOfDay } from "./calendar.ts";
import { isInstantMs, ofEpochNumber, ofEpochText } from "./epoch.ts";
import { readIso } from "./iso.ts";
import { readWrittenDate } from "./written-date.ts";

/** Instants: epoch milliseconds inside the program, `YYYY-MM-DDTHH:mm:ss.sssZ` in everything it writes. */

/**
 * Epoch ms of an instant as sources write it: ISO 8601 and what databases make of it (`readIso`), a date in words with its
 * zone (`readWrittenDate`), or epoch seconds, milliseconds, microseconds or nanoseconds, as a number or as text. NaN when it
 * is none of them, names a day or a time that does not exist, or lies before 1995. Digits below the millisecond are cut,
 * since the column has none for them.
 */
export function parseInstant(value: string | number | undefined): number {
  if (typeof value === "number") return ofEpochNumber(value);
  if (value === undefined) return Number.NaN;
  const utc = parseUtc(value);
  const ms = Number.isNaN(utc) ? ofText(value) : utc;
  return isInstantMs(ms) ? ms : Number.NaN;
}

function ofText(text: string): number {
  const epoch = ofEpochText(text);
  if (epoch !== undefined) return epoch;
  const iso = readIso(text);
  return iso === undefined ? (readWrittenDate(text) ?? Number.NaN) : iso.shown - (iso.offset ?? 0);
}

/** Epoch ms of an instant as the pipeline itself has written it, in any version, 1970–9999; NaN for any other text. */
export const parseUtc = (text: string): number => (isCanonical(text) ? parseCanonical(text) : Number.NaN);

/** Whether a value is an instant as the pipeline writes it: what a timestamp column holds. */
export const isUtc = (value: unknown): boolean => typeof value === "string" && !Number.isNaN(parseUtc(value));

/** Whether the text already has the one form that the archive holds. */
export function isCanonical(text: string): boolean {
  return (
    text.length === 24 &&
    text.charCodeAt(23) === 90 &&
    text.charCodeAt(10) === 84 &&
    text.charCodeAt(4) === 45 &&
    text.charCodeAt(7) === 45 &&
    text.charCodeAt(13) === 58 &&
    text.charCodeAt(16) === 58 &&
    text.charCodeAt(19) === 46
  );
}

let parsedDay = Number.NaN;
let startOfParsedDay = Number.NaN;

/** By hand, since `Date.parse` takes five times as long and this runs several times an event. */
function parseCanonical(text: string): number {
  const year = two(text, 0) * 100 + two(text, 2);
  const month = two(text, 5);
  const day = two(text, 8);
  const hour = two(text, 11);
  const minute = two(text, 14);
  const second = two(text, 17);
  const milli = digit(text, 20) * 100 + two(text, 21);
  const time = timeOfDay(hour, minute, second, milli);
  const isDay = year >= 1970 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
  if (Number.isNaN(time) || !isDay) return Number.NaN;
  // The day is remembered, as in `formatUtc`: the calendar is two thirds of the work.
  const ordinal = (year * 16 + month) * 32 + day;
  if (ordinal !== parsedDay) {
    startOfParsedDay = dayAt(year, month, day);
    parsedDay = ordinal;
  }
  return startOfParsedDay + time;
}

const digit = (text: string, at: number): number => digitOf(text.charCodeAt(at));

const two = (text: string, at: number): number => digit(text, at) * 10 + digit(text, at + 1);

const DAY = 86_400_000;

let cachedDay = Number.NaN;
let cachedDate = "";

/** `YYYY-MM-DDT` of a day counted from 1970-01-01; the last one is remembered, since events arrive day by day. */
export function utcDate(day: number): string {
  if (day !== cachedDay) {
    cachedDate = new Date(day * DAY).toISOString().slice(0, 11);
    cachedDay = day;
  }
  return cachedDate;
}

const PAD2 = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, "0"));
const PAD3 = Array.from({ length: 1000 }, (_, value) => String(value).padStart(3, "0"));

/** `toISOString`, with the date part remembered. `TextBuffer.utc` writes the same. */
export function formatUtc(ms: number): string {
  const day = Math.floor(ms / DAY);
  const rest = ms - day * DAY;
  const hour = Math.floor(rest / 3_600_000);
  const minute = Math.floor(rest / 60_000) % 60;
  const second = Math.floor(rest / 1000) % 60;
  return `${utcDate(day)}${PAD2[hour]}:${PAD2[minute]}:${PAD2[second]}.${PAD3[rest % 1000]}Z`;
}

/** The day that an instant, epoch ms, is in, UTC: 2026-03-04. */
export const utcDay = (at: number): string => new Date(at).toISOString().slice(0, 10);
