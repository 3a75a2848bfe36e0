import { digitOf, timeOfDay } from "../calendar.ts";
import { isCanonical, parseInstant } from "../time.ts";
import type { ScannedText } from "./scanned-text.ts";

const COLON = 58;
const POINT = 46;
const ZULU = 90;

/** `YYYY-MM-DDT` that was read last, as three words of which the last overlaps, and when it began. */
let year = 0;
let month = 0;
let day = 0;
let midnight = Number.NaN;

/**
 * Epoch ms of the 24 bytes of an instant in its stored form; NaN where they are something else. The day is remembered,
 * since events come day by day, and so the calendar is asked but once.
 */
export function instantAt(text: ScannedText, from: number): number {
  const { bytes } = text;
  const hour = two(bytes, from + 11);
  const minute = two(bytes, from + 14);
  const second = two(bytes, from + 17);
  const milli = two(bytes, from + 20) * 10 + digit(bytes, from + 22);
  const delimited =
    bytes[from + 13] === COLON &&
    bytes[from + 16] === COLON &&
    bytes[from + 19] === POINT &&
    bytes[from + 23] === ZULU;
  const time = timeOfDay(hour, minute, second, milli);
  return delimited && !Number.isNaN(time) ? midnightAt(text, from) + time : Number.NaN;
}

function midnightAt({ bytes, view }: ScannedText, from: number): number {
  const isKnown =
    view.getInt32(from, true) === year &&
    view.getInt32(from + 4, true) === month &&
    view.getInt32(from + 7, true) === day;
  if (isKnown) return midnight;
  year = view.getInt32(from, true);
  month = view.getInt32(from + 4, true);
  day = view.getInt32(from + 7, true);
  const stored = `${bytes.toString("latin1", from, from + 11)}00:00:00.000Z`;
  // Other forms of a date are instants, too, but not as they are stored.
  midnight = isCanonical(stored) ? parseInstant(stored) : Number.NaN;
  return midnight;
}

const digit = (bytes: Uint8Array, at: number): number => digitOf(bytes[at]!);

const two = (bytes: Uint8Array, at: number): number => digit(bytes, at) * 10 + digit(bytes, at + 1);
