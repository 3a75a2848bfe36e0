import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { types } from "node:util";
import { createGunzip } from "node:zlib";
import { CsvError, parse } from "csv-parse";
import { UserError } from "../user-error.ts";

export interface CsvRow {
  cells: string[];
  /** From 1, as an editor counts. */
  line: number;
}

/** Rows of a CSV file, gzipped if its name ends in .gz. Throws `UserError` on a file that cannot be read. */
export async function* csvRows(path: string): AsyncGenerator<CsvRow> {
  const parser = parse({
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    info: true,
    trim: true,
  });
  const source = createReadStream(path);
  const fed = path.endsWith(".gz") ? pipeline(source, createGunzip(), parser) : pipeline(source, parser);
  // The same error ends the iteration below, where it is told.
  fed.catch(() => {});
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>)
      yield { cells: record, line: info.lines };
  } catch (error) {
    throw unreadableFile(path, error);
  } finally {
    source.destroy();
  }
}

export function unreadableFile(path: string, error: unknown): unknown {
  // The message goes on with the value, which may be a whole binary file.
  if (error instanceof CsvError)
    return new UserError(`${path} is no valid CSV file: ${error.message.split(", value is")[0]}.`);
  if (!types.isNativeError(error) || !("code" in error)) return error;
  const reason = reasons[String(error.code)] ?? error.message;
  return new UserError(`${path} cannot be read: ${reason}.`);
}

const reasons: Record<string, string> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "it may not be read",
};

/** Where the values of interest stand in a row. */
export type Columns<Name extends string> = Partial<Record<Name, number>>;

/**
 * A name as it is compared: in lower case, with everything but letters and digits as one underscore. `Unit cost` is
 * unit_cost.
 */
export const plainName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_|_$/g, "");

/** Finds columns by header. */
export function columnsIn<Name extends string>(
  header: readonly string[],
  names: Record<Name, readonly string[]>,
): Columns<Name> {
  const plain = header.map(plainName);
  const columns: Columns<Name> = {};
  for (const name of Object.keys(names) as Name[]) {
    // In the order of the names, for a file may have several of them: city and city_ascii.
    const found = names[name].find((candidate) => plain.includes(candidate));
    if (found !== undefined) columns[name] = plain.indexOf(found);
  }
  return columns;
}
