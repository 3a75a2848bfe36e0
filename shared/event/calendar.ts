/** Epoch ms at which a day begins in UTC; NaN where there is no such day. */
export function dayAt(year: number, month: number, day: number): number {
  // Date.UTC takes years below 100 for those of the last century.
  const exists = year > 99 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  return exists ? Date.UTC(year, month - 1, day) : Number.NaN;
}

const daysIn = (year: number, month: number): number =>
  month === 2 && (year % 4 !== 0 || (year % 100 === 0 && year % 400 !== 0)) ? 28 : DAYS[month - 1]!;

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

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

const DAY_MS = 86_400_000;

/** Days since 1970-01-01 of the UTC day that an instant (epoch ms) is in. */
export const dayNumberAt = (instant: number): number => Math.floor(instant / DAY_MS);
