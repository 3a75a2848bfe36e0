import { isNoId } from "../../shared/event/no-id.ts";
import { rawFields } from "../../shared/event/raw.ts";
import { HEAD_BYTES } from "./beginning.ts";
import type { CsvDialect } from "./csv-head.ts";
import { RowParser } from "./csv-rows.ts";

/**
 * A whole number as programs write floats: `12345.0`, and in Java from ten millions on `1.2345678E7`. Behind an `E+` of a
 * spreadsheet it was rounded, and is no id any more (`no-id.ts`).
 */
const FLOAT = /^(?:\d+\.0+|\d\.\d+E(?:[7-9]|1[0-5]))$/;

/** An id that was made a float; any other cell as it is, and so one that is larger than floats can tell apart. */
export function unfloated(cell: string): string {
  const number = FLOAT.test(cell) ? Number(cell) : Number.NaN;
  return Number.isSafeInteger(number) ? String(number) : cell;
}

/** Attributes whose numbers are names. In others a text such as 1.0 is one: the version of a schema. */
export const isNumbered = (attribute: string): boolean =>
  Object.hasOwn(rawFields, attribute) && /_id$|^zip_code$/.test(attribute);

/**
 * The columns of a CSV file that are floats as far as its beginning shows: each cell there that holds something is a whole
 * number as one. Programs make floats of a column of whole numbers in which one is missing (pandas), and the visitors of two
 * files would be other ones.
 * @param head the beginning of the file; what is behind it can be no part of the decision
 * @param skip bytes before the names
 */
export async function floatColumns(
  head: string,
  skip: number,
  dialect: CsvDialect,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  const parser = new RowParser(dialect);
  const rows = parser.push(Buffer.from(head).subarray(skip));
  // The last row of a longer file may be cut off.
  if (Buffer.byteLength(head) < HEAD_BYTES && !parser.failed) rows.push(...(await parser.end()));
  return new Set(names.filter((_, at) => isFloatColumn(rows.slice(1).map(({ cells }) => cells[at] ?? ""))));
}

function isFloatColumn(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell !== "" && !isNoId(cell));
  return filled.length > 0 && filled.every((cell) => unfloated(cell) !== cell);
}
