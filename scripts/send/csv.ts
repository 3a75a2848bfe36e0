import { parse } from "csv-parse";
import type { FileRecord } from "./records.ts";

/** The rows of a CSV file by the names in its first line; empty cells are left out. */
export async function* csvRecords(pieces: AsyncIterable<Buffer>, delimiter: string): AsyncGenerator<FileRecord> {
  const parser = parse({
    delimiter,
    bom: true,
    raw: true,
    info: true,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  let names: string[] | undefined;
  const feeding = feed(pieces, parser);
  // The error of the file, if there is one, destroys the parser and so comes out of the loop.
  feeding.catch(() => undefined);
  for await (const row of parser as AsyncIterable<Row>) {
    if (names === undefined) names = row.record.map((name) => name.trim());
    else yield toRecord(row, names);
  }
  await feeding;
}

interface Row {
  record: string[];
  raw: string;
  info: { lines: number };
}

/** A row with more or fewer cells than there are names has no values: its bytes go on as they are. */
function toRecord({ record, raw, info }: Row, names: readonly string[]): FileRecord {
  const bytes = Buffer.from(raw.replace(/\r?\n$/, ""));
  if (record.length !== names.length) return { number: info.lines, bytes };
  const cells = names.map((name, at) => [name, record[at]!] as const).filter(([, cell]) => cell !== "");
  return { number: info.lines, bytes, value: Object.fromEntries(cells) };
}

async function feed(pieces: AsyncIterable<Buffer>, parser: ReturnType<typeof parse>): Promise<void> {
  try {
    for await (const piece of pieces)
      if (!parser.write(piece)) await new Promise((resolve) => parser.once("drain", resolve));
    parser.end();
  } catch (error) {
    parser.destroy(error as Error);
    throw error;
  }
}

/** The mark that separates the names of the first line: the commonest of those in use. */
export function delimiterOf(head: string): string {
  const line = head.split(/\r?\n/, 1)[0] ?? "";
  const counts = [",", ";", "\t", "|"].map((mark) => ({ mark, count: line.split(mark).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).mark;
}
