import { dayNumberAt } from "../../event/calendar.ts";

/**
 * What one unit of a currency was worth in the base currency: by day, or, of the base itself and the sample, always the
 * same.
 */
export type RateTable = { fixed: number } | { firstDay: number; rates: readonly (number | undefined)[] };

/** Rates of one currency. */
export interface CurrencyRates {
  /** The rate of the day (UTC) of an instant in epoch ms; undefined where none is known. */
  at(instant: number): number | undefined;
}

/** Days after its own that a rate holds where they have none: weekends, holidays, and a table that was not loaded today. */
export const RATE_HOLDS_DAYS = 7;

/** Pattern of the table's keys. */
export const RATE_KEYS = "rate:*";

/** Key of a currency: its code in capitals. */
export const rateKey = (currency: string): string => `rate:${currency.trim().toUpperCase()}`;

const FORMAT = "r1";

/**
 * Tab-separated: the format, then `fixed` and a rate, or the first day since 1970 and a rate a day, empty where none is
 * known.
 */
export const encodeRates = (table: RateTable): string =>
  "fixed" in table
    ? `${FORMAT}\tfixed\t${table.fixed}`
    : `${FORMAT}\t${table.firstDay}\t${table.rates.map((rate) => rate ?? "").join("\t")}`;

/** Throws on bytes that `encodeRates` did not write. */
export function decodeRates(bytes: Uint8Array): CurrencyRates {
  const [format, first, ...values] = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    .toString()
    .split("\t");
  const rates = values.map((text) => (text === "" ? Number.NaN : rateIn(text)));
  if (format !== FORMAT || rates.length === 0) throw new RangeError("These are no rates of a currency.");
  if (first === "fixed") {
    const rate = rateIn(values.join());
    return { at: () => rate };
  }
  const firstDay = Number(first || "no day");
  if (!Number.isInteger(firstDay)) throw new RangeError("Rates begin with the number of a day.");
  const filled = heldRates(rates);
  return {
    at(instant) {
      const rate = filled[dayNumberAt(instant) - firstDay];
      return rate === undefined || Number.isNaN(rate) ? undefined : rate;
    },
  };
}

function rateIn(text: string): number {
  const rate = Number(text);
  if (!(rate > 0 && Number.isFinite(rate))) throw new RangeError("A rate is a number above 0.");
  return rate;
}

/** Each day with its rate, else the last one before it that still holds; NaN for none. */
function heldRates(rates: readonly number[]): Float64Array {
  const filled = new Float64Array(rates.length + RATE_HOLDS_DAYS).fill(Number.NaN);
  let last = Number.NEGATIVE_INFINITY;
  for (let day = 0; day < filled.length; day += 1) {
    const rate = rates[day] ?? Number.NaN;
    if (!Number.isNaN(rate)) last = day;
    if (day - last <= RATE_HOLDS_DAYS) filled[day] = rates[last]!;
  }
  return filled;
}
