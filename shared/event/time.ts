/** Instants: epoch milliseconds inside the program, `YYYY-MM-DDTHH:mm:ss.sssZ` in everything it writes. */

/** 1970-01-01 to 9999-12-31: what both a Glue timestamp and four-digit years can hold. */
const LATEST = 253_402_300_799_999;

/**
 * 1995-01-01: no clickstream is older, and from here to 9999 the size of an epoch number tells its unit, since no
 * number is an instant in two of them.
 */
export const EARLIEST = 788_918_400_000;

/** Whether a timestamp column holds the epoch ms. */
export const isStorable = (ms: number): boolean => ms >= 0 && ms <= LATEST;

/** Whether epoch ms are an instant that an event may have. When the event was received bounds it further (`receipt.ts`). */
export const isInstantMs = (ms: number): boolean => ms >= EARLIEST && ms <= LATEST;

/**
 * Epoch ms of an instant as sources write it: ISO 8601 and what databases make of it (`readIso`), or epoch seconds,
 * milliseconds, microseconds or nanoseconds, as a number or as text. NaN when it is none of them, names a day or a time
 * that does not exist, or lies before 1995. Digits below the millisecond are cut, since the column has none for them.
 */
export function parseInstant(value: string | number | undefined): number {
  if (typeof value === "number") return ofEpochNumber(value);
  if (value === undefined) return Number.NaN;
  const utc = parseUtc(value);
  const ms = Number.isNaN(utc) ? ofText(value) : utc;
  return isInstantMs(ms) ? ms : Number.NaN;
}

/** Epoch ms of an instant as the pipeline itself has written it, in any version, 1970–9999; NaN for any other text. */
export const parseUtc = (text: string): number => (isCanonical(text) ? parseCanonical(text) : Number.NaN);

const EPOCH_NUMBER = /^\s*(\d{9,20})(?:\.(\d{1,9}))?\s*$/;
const EXPONENT = /^\s*\d\.\d{1,18}[eE]\+?\d{1,2}\s*$/;

function ofText(text: string): number {
  const [, whole, fraction] = EPOCH_NUMBER.exec(text) ?? [];
  if (whole !== undefined) return ofEpochDigits(whole, fraction);
  if (EXPONENT.test(text)) return ofEpochNumber(Number(text));
  const iso = readIso(text);
  return iso === undefined ? Number.NaN : iso.shown - (iso.offset ?? 0);
}

/** Digits of an epoch number behind those of whole milliseconds; of seconds three are missing. */
const UNITS = [-3, 0, 3, 6] as const;

/** The unit in which the number is an instant; undefined where it is in none. */
function unitOf(number: number): (typeof UNITS)[number] | undefined {
  for (const unit of UNITS) {
    const scale = 10 ** unit;
    if (number >= EARLIEST * scale && number < (LATEST + 1) * scale) return unit;
  }
  return undefined;
}

function ofEpochNumber(number: number): number {
  const unit = unitOf(number);
  if (unit === undefined) return Number.NaN;
  return cutToMs(number / 10 ** unit);
}

/**
 * Digits below the millisecond are cut. What lacks less than half a microsecond to a whole one is it: a double holds
 * seconds no better, and .123 would become 122 ms.
 */
export const cutToMs = (ms: number): number => Math.floor(ms + 0.0005);

/** By its digits, since nanoseconds are no exact number. */
function ofEpochDigits(whole: string, fraction = ""): number {
  const unit = unitOf(Number(whole));
  if (unit === undefined) return Number.NaN;
  return Number(unit < 0 ? whole + fraction.slice(0, 3).padEnd(3, "0") : whole.slice(0, whole.length - unit));
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

const daysIn = (year: number, month: number): number =>
  month === 2 && (year % 4 !== 0 || (year % 100 === 0 && year % 400 !== 0)) ? 28 : DAYS[month - 1]!;

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const DATE = String.raw`(\d{4})-(\d{2})-(\d{2})`;
const TIME = String.raw`(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?`;
const ZONE = String.raw`(Z|UTC|GMT)|([+-])(\d{2})(?::?(\d{2}))?`;
const ISO = new RegExp(String.raw`^\s*${DATE}(?:(?:T|\s+)${TIME}(?:\s?(?:${ZONE}))?)?\s*$`, "i");

/** What a text shows of a clock. */
export interface ClockTime {
  /** Epoch ms if the clock were one of UTC. */
  shown: number;
  /** How far the clock is ahead of UTC, ms; undefined where the text does not say. */
  offset: number | undefined;
}

/**
 * ISO 8601: a date, or a date and a time to the minute or finer, with `T`, `t` or a blank between them and perhaps `Z`,
 * `z`, `±hh`, `±hhmm` or `±hh:mm` behind; and ` UTC` or ` GMT`, as BigQuery and others write it. Undefined for any other text, and where
 * day or time do not exist. 24:00 is the midnight that ends the day. A leap second (`:60`) is none, as epoch time has
 * no number for it.
 */
export function readIso(text: string): ClockTime | undefined {
  const found = ISO.exec(text);
  if (found === null) return undefined;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = ""] = found;
  const [utc, sign, zoneHour, zoneMinute = "0"] = found.slice(8);
  const midnight = dayAt(Number(year), Number(month), Number(day));
  const milli = Number(fraction.slice(0, 3).padEnd(3, "0"));
  const isMidnight = hour === "24" && Number(minute) + Number(second) + Number(fraction) === 0;
  const time = isMidnight ? DAY : timeOfDay(Number(hour), Number(minute), Number(second), milli);
  const ahead = sign === undefined ? 0 : timeOfDay(Number(zoneHour), Number(zoneMinute), 0, 0);
  if (Number.isNaN(midnight + time + ahead)) return undefined;
  const offset = sign === undefined ? (utc === undefined ? undefined : 0) : sign === "-" ? -ahead : ahead;
  return { shown: midnight + time, offset };
}

/** Epoch ms at which a day begins in UTC; NaN where there is no such day. */
export function dayAt(year: number, month: number, day: number): number {
  // Date.UTC takes years below 100 for those of the last century.
  const exists = year > 99 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  return exists ? Date.UTC(year, month - 1, day) : Number.NaN;
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
