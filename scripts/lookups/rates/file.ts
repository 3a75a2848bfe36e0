import { dayAt, dayNumberAt } from "../../../shared/event/calendar.ts";
import { textOf } from "../../../shared/json/exact.ts";
import { hint } from "../../../shared/mapping/nearest.ts";
import { UserError } from "../../user-error.ts";
import type { RowReport } from "../row-report.ts";
import { isJsonLines, type TableRecord, tableRecords } from "../table/records.ts";

/** What one unit of a currency was worth in the base currency on a day. */
export interface RateRow {
  currency: string;
  /** Days since 1970-01-01. */
  day: number;
  rate: number;
  base: string;
}

const FIRST_YEAR = 1995;
/** A mistyped year must not make a table of a million empty days. */
const LAST_YEAR = 2099;

/** Those in use and those of the past, by ISO 4217. */
const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

export const isCurrency = (code: string): boolean => currencies.has(code);

/**
 * Rows of a file of rates. What is not loaded is told to the report. Throws `UserError` on a file that lacks a column.
 * @param base the base currency, where no column of the file has it; else all of its rows have to be of this one
 */
export async function* rateRows(
  path: string,
  base: string | undefined,
  report: RowReport,
): AsyncGenerator<RateRow> {
  const before = new Map<string, { line: number; rate: number }>();
  let isFirst = true;
  let expected = base;
  for await (const record of tableRecords(path, report)) {
    if (isFirst && !isJsonLines(path)) checkColumns(path, record);
    isFirst = false;
    const row = rateRow(record, expected, report);
    if (row === undefined) continue;
    // The first row of a file that names its base names that of all others.
    expected ??= row.base;
    const place = `${row.currency} of ${cell(record, "day")}`;
    const other = before.get(place);
    if (other !== undefined && other.rate !== row.rate)
      report.note(
        "its currency and day stand in an earlier row with another rate; the last row counts",
        record.line,
        `${place} of line ${other.line} again`,
      );
    before.set(place, { line: record.line, rate: row.rate });
    yield row;
  }
}

const columns = ["day", "currency", "rate"] as const;
const alias: Readonly<Record<string, string>> = { day: "date" };

function checkColumns(path: string, { values }: TableRecord): void {
  const names = [...values.keys()];
  const missing = columns.find((name) => !values.has(name) && !values.has(alias[name] ?? name));
  if (missing !== undefined)
    throw new UserError(
      `${path} has no column ${missing}${hint(missing, names) || "."} A table of rates has ${columns.join(", ")}, and the file ${names.join(", ")}.`,
    );
}

/** What stands under a name, as text; "" for nothing. */
const cell = ({ values }: TableRecord, name: string): string =>
  textOf(values.get(name) ?? values.get(alias[name] ?? name) ?? "");

function rateRow(record: TableRecord, expected: string | undefined, report: RowReport): RateRow | undefined {
  const day = cell(record, "day");
  const currency = cell(record, "currency").toUpperCase();
  const rate = cell(record, "rate");
  const base = (cell(record, "base") || expected || "").toUpperCase();
  const number = /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(rate) ? Number(rate) : Number.NaN;
  const wrong: [boolean, string, string][] = [
    [Number.isNaN(dayIn(day)), `its day is no YYYY-MM-DD from ${FIRST_YEAR} to ${LAST_YEAR}`, day],
    [!isCurrency(currency), "its currency is no ISO 4217 code", currency],
    [!(number > 0 && number <= MAX_RATE), `its rate is not a number above 0, at most ${MAX_RATE}`, rate],
    [base === "", "it has no base: name it with --base, or in a column base", ""],
    [base !== "" && !isCurrency(base), "its base is no ISO 4217 code", base],
    [expected !== undefined && base !== expected, `its base is not ${expected}, as that of the others`, base],
    [base === currency && number !== 1, "the rate of the base currency is not 1", rate],
  ];
  const found = wrong.find(([isWrong]) => isWrong);
  if (found === undefined) return { currency, day: dayNumberAt(dayIn(day)), rate: number, base };
  report.reject(found[1], record.line, found[2]);
  return undefined;
}

/** No currency is worth more of another one; beyond it, a rate is a mistake. */
const MAX_RATE = 1_000_000_000;

/** Epoch ms of midnight; NaN for none. */
function dayIn(text: string): number {
  const [, year, month, day] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []).map(Number);
  if (year === undefined || year < FIRST_YEAR || year > LAST_YEAR) return Number.NaN;
  return dayAt(year, month!, day!);
}
