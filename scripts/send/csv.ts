import { isUtf8 } from "node:buffer";
import { UserError } from "../user-error.ts";
import { areNamesAgain, asMeant, isBlankCell, unlessDash } from "./csv-cells.ts";
import { columnNames, csvLayoutOf } from "./csv-head.ts";
import { isTorn, LONGEST_ROW, RowParser } from "./csv-rows.ts";
import { DamagedFile } from "./damaged-file.ts";
import { notIn } from "./encoding.ts";
import { floatColumns } from "./float-columns.ts";
import { ByteReader } from "./input.ts";
import type { FileRecord, RecordFault, Row } from "./records.ts";
import { isSnowplowRow, snowplowColumns } from "./snowplow-columns.ts";

/**
 * A file with more rows with an unclosed quote than this is given up: after each such row, part of the file is read
 * again.
 */
const MAX_UNCLOSED = 1000;

/**
 * The rows of a CSV file (UTF-8) under the names in its first line that is no title and no comment, whatever its lines end
 * with. Names that come again, as in files that were put together, are no row. Enriched events of Snowplow have no such line,
 * and are told by their form; logs may name their fields in a comment.
 */
export async function* csvRecords(
  pieces: AsyncIterable<Buffer>,
  head: string,
  encoding: string,
): AsyncGenerator<FileRecord> {
  const { skip, fields, ...dialect } = csvLayoutOf(head);
  const input = new ByteReader(pieces);
  const place = new Place();
  place.pass(await input.take(skip));
  let columns: Columns | undefined = fields && { names: columnNames(fields), floats: new Set() };
  let rows = fields === undefined ? 0 : 1;
  let unclosed = 0;
  let parser = new RowParser(dialect);
  for (let piece = await input.next(); ; piece = await input.next()) {
    const read = piece === undefined ? await parser.end() : parser.push(piece);
    const torn = read.findIndex((row) => isTorn(row, dialect));
    for (const { cells, bytes } of torn < 0 ? read : read.slice(0, torn)) {
      const row = place.pass(bytes);
      if (cells.every(isBlankCell)) continue;
      // A log that was begun anew says its fields again.
      if (fields !== undefined && cells[0]!.startsWith("#")) continue;
      if (columns !== undefined && areNamesAgain(cells, columns.names)) continue;
      if (columns === undefined && isSnowplowRow(cells)) {
        columns = { names: snowplowColumns, floats: new Set() };
        rows += 1;
      }
      if (columns === undefined) {
        const names = namesIn(cells, row.bytes, encoding);
        columns = { names, floats: await floatColumns(head, skip, dialect, names) };
      } else yield withCells(row, cells.map(fields === undefined ? asMeant : unlessDash), columns);
      rows += 1;
    }
    if (torn >= 0 || parser.failed !== undefined) {
      if (columns === undefined)
        throw new UserError("The CSV cannot be read: a quote in its first line does not close.");
      if (++unclosed > MAX_UNCLOSED)
        throw new DamagedFile(`more than ${MAX_UNCLOSED} quotes that open do not close`);
      // The line in which it opens is one row, and what follows is read anew.
      input.unread(parser.rest);
      if (torn >= 0) for (const { bytes } of read.slice(torn).reverse()) input.unread(bytes);
      yield { ...place.pass(await input.line(place.line)), fault: UNCLOSED };
      parser = new RowParser(dialect);
    } else if (piece === undefined) break;
  }
  if (rows === 1 && unclosed === 0)
    throw new UserError("The CSV holds a line of names and no rows: there is nothing to send.");
}

type Columns = Omit<Row, "cells">;

/** Counts lines, whatever they end with. */
class Place {
  line = 1;
  #afterReturn = false;

  /** Where the text in these bytes begins, and its bytes without the line ends around it. */
  pass(bytes: Buffer): { line: number; bytes: Buffer } {
    let start = 0;
    while (start < bytes.length && isLineEnd(bytes[start]!)) this.#count(bytes[start++]!);
    const { line } = this;
    for (let at = start; at < bytes.length; at += 1) this.#count(bytes[at]!);
    let end = bytes.length;
    while (end > start && isLineEnd(bytes[end - 1]!)) end -= 1;
    return { line, bytes: bytes.subarray(start, end) };
  }

  #count(byte: number): void {
    if (byte === CR || (byte === LF && !this.#afterReturn)) this.line += 1;
    this.#afterReturn = byte === CR;
  }
}

const [LF, CR] = [10, 13];
const isLineEnd = (byte: number): boolean => byte === LF || byte === CR;

function namesIn(cells: readonly string[], bytes: Buffer, encoding: string): string[] {
  if (!isUtf8(bytes)) throw new UserError(`The names in the first line of the CSV have ${notIn(encoding)}.`);
  return columnNames(cells);
}

/**
 * A row may have fewer cells than names, or additional empty ones: programs write both. An additional cell that is
 * not empty has no name.
 */
function withCells(row: FileRecord, cells: readonly string[], columns: Columns): FileRecord {
  const { names } = columns;
  const fits = cells.slice(names.length).every((cell) => cell === "");
  return fits
    ? { ...row, row: { ...columns, cells } }
    : { ...row, fault: tooMany(cells.length, names.length) };
}

const tooMany = (cells: number, names: number): RecordFault => ({
  reason: "schema_violation",
  errors: [
    {
      path: "",
      expected: `${names} cells or fewer`,
      actual: `${cells} cells`,
      message: `the row has ${cells} cells and the line of names ${names}`,
    },
  ],
});

const UNCLOSED: RecordFault = {
  reason: "schema_violation",
  errors: [
    {
      path: "",
      expected: `a row of at most ${LONGEST_ROW} bytes`,
      actual: "a row without an end",
      message: "a quote opens in this row and does not close, or the row is too long",
    },
  ],
};
