import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { createGunzip } from "node:zlib";
import { parsedObject } from "../../../shared/json/parsed-object.ts";
import { UserError } from "../../user-error.ts";
import { csvRows, plainName, unreadableFile } from "../csv.ts";
import type { RowReport } from "../row-report.ts";

/** A row of a file: what stands under each name, in CSV always text. */
export interface TableRecord {
  values: ReadonlyMap<string, unknown>;
  /** From 1, as an editor counts. */
  line: number;
}

/** Whether a file has a JSON object a line, by its ending. */
export const isJsonLines = (path: string): boolean => JSON_LINES.test(path);

const JSON_LINES = /\.(?:ndjson|jsonl|json)(?:\.gz)?$/i;

/**
 * Rows of a CSV file with names in its first line, or of a file of a JSON object a line, by the file's ending; either
 * in gzip where it ends in .gz. Names are compared as `plainName` has them.
 */
export const tableRecords = (path: string, report: RowReport): AsyncGenerator<TableRecord> =>
  isJsonLines(path) ? jsonRecords(path, report) : csvRecords(path, report);

async function* csvRecords(path: string, report: RowReport): AsyncGenerator<TableRecord> {
  let names: string[] | undefined;
  for await (const { cells, line } of csvRows(path)) {
    if (names === undefined) {
      names = namesIn(path, cells);
      continue;
    }
    report.rows += 1;
    const { length } = names;
    if (cells.length === length) yield { values: new Map(names.map((name, at) => [name, cells[at]])), line };
    else report.reject(`it has not the ${length} cells of the first line`, line, String(cells.length));
  }
}

function namesIn(path: string, cells: readonly string[]): string[] {
  const names = cells.map(plainName);
  const twice = names.find((name, at) => name !== "" && names.indexOf(name) < at);
  if (twice !== undefined) throw new UserError(`${path} has two columns of the name ${twice}.`);
  return names;
}

async function* jsonRecords(path: string, report: RowReport): AsyncGenerator<TableRecord> {
  const file = createReadStream(path);
  // The error of either stream ends the lines below, where it is told.
  const source = path.endsWith(".gz") ? pipeline(file, createGunzip(), () => {}) : file;
  let line = 0;
  try {
    for await (const text of linesIn(source)) {
      line += 1;
      if (text.trim() === "") continue;
      report.rows += 1;
      const row = parsedObject(text);
      if (row === undefined) report.reject("it is no JSON object on one line", line, text);
      else
        yield { values: new Map(Object.entries(row).map(([name, value]) => [plainName(name), value])), line };
    }
  } catch (error) {
    throw unreadableFile(path, error);
  } finally {
    file.destroy();
  }
}

/** Lines of text in UTF-8, without their ends and without a mark at the beginning. */
async function* linesIn(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  let isFirst = true;
  const whole = (line: string) => {
    const text = isFirst ? line.replace(/^\uFEFF+/, "") : line;
    isFirst = false;
    return text;
  };
  for await (const chunk of source) {
    const lines = (rest + decoder.write(chunk)).split("\n");
    rest = lines.pop()!;
    for (const line of lines) yield whole(line);
  }
  const last = whole(rest + decoder.end());
  if (last !== "") yield last;
}
