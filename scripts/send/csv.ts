import { parse } from "csv-parse";
import { UserError } from "../user-error.ts";
import type { FileRecord } from "./records.ts";

interface Row {
  record: string[];
  raw: string;
  info: { lines: number };
}

/** The rows of a CSV file by the names in its first line; empty cells are left out. */
export async function* csvRecords(
  pieces: AsyncIterable<Buffer>,
  delimiter: string,
): AsyncGenerator<FileRecord> {
  const parser = parse({
    delimiter,
    raw: true,
    info: true,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  let failed: Error | undefined;
  parser.on("error", (error) => {
    failed = error;
  });
  let names: string[] | undefined;
  // By hand and not by a pipe, which throws away the rows it has ready when the file turns out to be damaged.
  function* ready(): Generator<FileRecord> {
    for (let row: Row | null = parser.read(); row !== null; row = parser.read()) {
      if (names === undefined) names = row.record.map((name) => name.trim());
      else yield toRecord(row, names);
    }
    if (failed) throw new UserError(`The CSV cannot be read: ${failed.message}.`);
  }
  for await (const piece of pieces) {
    parser.write(piece);
    yield* ready();
  }
  await new Promise<void>((resolve) => {
    parser.once("error", () => resolve());
    parser.on("readable", () => resolve());
    parser.once("end", resolve);
    parser.end();
  });
  yield* ready();
}

/** A row with more or fewer cells than there are names has no values: its bytes go on as they are. */
function toRecord({ record, raw, info }: Row, names: readonly string[]): FileRecord {
  const bytes = Buffer.from(raw.replace(/\r?\n$/, ""));
  if (record.length !== names.length) return { number: info.lines, bytes };
  const cells = names.map((name, at) => [name, record[at]!] as const).filter(([, cell]) => cell !== "");
  return { number: info.lines, bytes, value: Object.fromEntries(cells) };
}

/** The mark that separates the names of the first line: the commonest of those in use. */
export function delimiterOf(head: string): string {
  const line = head.split(/\r?\n/, 1)[0] ?? "";
  const counts = [",", ";", "\t", "|"].map((mark) => ({ mark, count: line.split(mark).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).mark;
}
