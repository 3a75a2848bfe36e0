import type { FieldRule } from "../../../shared/event/kind.ts";
import type { CustomRow } from "../../../shared/redis/look-up/custom.ts";
import type { CustomTable } from "../../../shared/steps/table.ts";
import { type AddressRange, BadRange, rangeBetween, rangeOfNetwork } from "../geo/range.ts";
import type { RowReport } from "../row-report.ts";
import { cellReader, cellText, type ReadCell } from "./cell.ts";
import { checkColumns, tellUnknown } from "./columns.ts";
import { isJsonLines, type TableRecord, tableRecords } from "./records.ts";

/** A row to be loaded: under a key, or for a range of addresses. */
export type TableRow = { values: CustomRow } & ({ key: string } | { range: AddressRange });

/** A key is no longer than an attribute that is looked up by it. */
const MAX_KEY = 2048;

/**
 * Rows of a file by the declaration of their table. What is not loaded, or otherwise than it is written, is told to the
 * report. Throws `UserError` on a file that does not have the columns of its key.
 */
export async function* tableRows(
  table: CustomTable,
  path: string,
  report: RowReport,
): AsyncGenerator<TableRow> {
  const cells = Object.entries(table.values).map(([name, field]): [string, ReadCell] => [
    name,
    cellReader(name, field as unknown as FieldRule),
  ]);
  const before = new Map<string, { line: number; values: string }>();
  const seen = new Set<string>();
  let isFirst = true;
  for await (const record of tableRecords(path, report)) {
    // Of JSON lines each has its own names.
    if (isFirst && !isJsonLines(path)) checkColumns(table, path, record);
    isFirst = false;
    tellUnknown(table, record, seen, report);
    const row = rowOf(table, cells, record, report);
    if (row === undefined) continue;
    if ("key" in row) tellAgain(row.key, row.values, record.line, before, report);
    yield row;
  }
}

function rowOf(
  table: CustomTable,
  cells: readonly [string, ReadCell][],
  { values, line }: TableRecord,
  report: RowReport,
): TableRow | undefined {
  const row: Record<string, unknown> = {};
  for (const [name, read] of cells) {
    const written = values.get(name);
    const cell = read(written);
    if ("wrong" in cell) {
      report.reject(cell.wrong, line, shown(written));
      return undefined;
    }
    if (cell.value !== undefined) row[name] = cell.value;
  }
  const text = (name: string) => cellText(values.get(name)) ?? "";
  try {
    const place =
      table.kind === "key" ? { key: keyIn(table.key, values.get(table.key)) } : { range: rangeIn(text) };
    if (Object.keys(row).length > 0) return { ...place, values: row };
    report.leaveOut("it has no value beside its key", line);
  } catch (error) {
    if (!(error instanceof BadRange)) throw error;
    report.reject(error.message, line, error.value);
  }
  return undefined;
}

/** Throws `BadRange`, which names what a row stands under. */
function keyIn(name: string, written: unknown): string {
  const key = cellText(written);
  if (key === undefined)
    throw new BadRange(`its ${name} is no text, nor a number that JSON keeps whole`, shown(written));
  if (key === "" || key.length > MAX_KEY)
    throw new BadRange(`its ${name} is empty, or longer than ${MAX_KEY} characters`, key);
  return key;
}

const rangeIn = (text: (name: string) => string): AddressRange =>
  text("network") === "" ? rangeBetween(text("start"), text("end")) : rangeOfNetwork(text("network"));

/** But not what parsing has made of a number with more digits than it keeps. */
function shown(written: unknown): string {
  if (typeof written === "string") return written;
  return cellText(written) === undefined && typeof written === "number"
    ? "a number"
    : JSON.stringify(written);
}

function tellAgain(
  key: string,
  row: CustomRow,
  line: number,
  before: Map<string, { line: number; values: string }>,
  report: RowReport,
): void {
  const values = JSON.stringify(row);
  const other = before.get(key);
  if (other !== undefined && other.values !== values)
    report.note(
      "its key stands in an earlier row with other values; the last row counts",
      line,
      `${key} of line ${other.line} again`,
    );
  before.set(key, { line, values });
}
