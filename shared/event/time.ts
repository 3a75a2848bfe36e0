/** Instants: epoch milliseconds inside the program, `YYYY-MM-DDTHH:mm:ss.sssZ` in everything it writes. */

/** 1970-01-01 to 9999-12-31: what both a Glue timestamp and four-digit years can hold. */
const LATEST = 253_402_300_799_999;

/** Epoch milliseconds of ISO 8601 text or of an epoch number (milliseconds); NaN when it is neither. */
export function parseInstant(value: string | number | undefined): number {
  if (typeof value === "string") return isCanonical(value) ? parseCanonical(value) : parseIso(value);
  return value !== undefined && value >= 0 && value <= LATEST ? Math.trunc(value) : Number.NaN;
}

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
  if (Number.isNaN(time) || year < 1970 || month < 1 || month > 12 || day < 1) return Number.NaN;
  // The day is remembered, as in `formatUtc`: the calendar is two thirds of the work.
  const ordinal = (year * 16 + month) * 32 + day;
  if (ordinal !== parsedDay) {
    if (day > 28 && day > daysIn(year, month)) return Number.NaN;
    startOfParsedDay = Date.UTC(year, month - 1, day);
    parsedDay = ordinal;
  }
  return startOfParsedDay + time;
}

/** Milliseconds since midnight; NaN where one of them is out of its range. */
export function timeOfDay(hour: number, minute: number, second: number, milli: number): number {
  const inDay =
    hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60 && milli >= 0;
  return inDay ? ((hour * 60 + minute) * 60 + second) * 1000 + milli : Number.NaN;
}

/** What is no digit counts so far below zero that no number with it in any place is in range. */
const NO_DIGIT = -1_000_000;

/** The value of a digit by its character code. */
export function digitOf(code: number): number {
  const value = code - 48;
  return value >= 0 && value <= 9 ? value : NO_DIGIT;
}

const digit = (text: string, at: number): number => digitOf(text.charCodeAt(at));

const two = (text: string, at: number): number => digit(text, at) * 10 + digit(text, at + 1);

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

const ISO = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/** Other ISO 8601 forms. Text without an offset is UTC: the machine's own zone must not change an event. */
function parseIso(text: string): number {
  if (!ISO.test(text)) return Number.NaN;
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/.test(text.slice(10));
  const iso = text
    .replace(" ", "T")
    .replace(",", ".")
    .replace(/([+-]\d{2})(\d{2})$/, "$1:$2");
  const parsed = Date.parse(zoned || text.length === 10 ? iso : `${iso}Z`);
  return parsed >= 0 && parsed <= LATEST ? parsed : Number.NaN;
}

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
