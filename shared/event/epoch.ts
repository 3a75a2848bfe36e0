/** 1970-01-01 to 9999-12-31: what both a Glue timestamp and four-digit years can hold. */
const LATEST = 253_402_300_799_999;

/**
 * 1995-01-01: no clickstream is older, and from here to 9999 the size of an epoch number tells its unit, since no
 * number is an instant in two of them.
 */
export const EARLIEST = 788_918_400_000;
/** The same as a day, `YYYY-MM-DD`. */
export const EARLIEST_DAY = new Date(EARLIEST).toISOString().slice(0, 10);

/** Whether a timestamp column holds the epoch ms. */
export const isStorable = (ms: number): boolean => ms >= 0 && ms <= LATEST;

/** Whether epoch ms are an instant that an event may have. When the event was received bounds it further (`receipt.ts`). */
export const isInstantMs = (ms: number): boolean => ms >= EARLIEST && ms <= LATEST;

const EPOCH_NUMBER = /^\s*(\d{9,20})(?:\.(\d{1,9}))?\s*$/;
/**
 * Six digits, to which spreadsheets and C round whatever they show so, are none of an instant: 1.79517E+12 is three hours
 * wide.
 */
const EXPONENT = /^\s*\d\.\d{6,18}[eE]\+?\d{1,2}\s*$/;

/** Epoch ms of a text that is an epoch number; undefined of any other text. */
export function ofEpochText(text: string): number | undefined {
  const [, whole, fraction] = EPOCH_NUMBER.exec(text) ?? [];
  if (whole !== undefined) return ofEpochDigits(whole, fraction);
  return EXPONENT.test(text) ? ofEpochNumber(Number(text)) : undefined;
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

/** Epoch ms of an epoch number of any unit; NaN where it is an instant in none. */
export function ofEpochNumber(number: number): number {
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
