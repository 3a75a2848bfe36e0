import path from "node:path";
import { UserError } from "../user-error.ts";
import { csvRecords, delimiterOf } from "./csv.ts";
import { valueSplitter } from "./json-values.ts";
import { type FileRecord, lineSplitter, type Splitter } from "./records.ts";

export const formats = ["ndjson", "json", "csv"] as const;
export type Format = (typeof formats)[number];

const byExtension: Record<string, Format> = {
  ".ndjson": "ndjson",
  ".jsonl": "ndjson",
  ".json": "json",
  ".csv": "csv",
  ".tsv": "csv",
};

/** The format that a file's name or, without one, its first bytes say. */
export function formatOf(file: string, head: string): Format {
  const named = byExtension[path.extname(file.replace(/\.gz$/, "")).toLowerCase()];
  if (named) return named;
  if (/^\s*[{[]/.test(head)) return "json";
  throw new UserError(
    `${file}: neither its name nor its beginning says what it is; add --format ${formats.join("|")}.`,
  );
}

/** The records of a file in its format. */
export async function* recordsOf(
  pieces: AsyncIterable<Buffer>,
  format: Format,
  head: string,
): AsyncGenerator<FileRecord> {
  if (format === "csv") yield* csvRecords(pieces, delimiterOf(head));
  else yield* split(pieces, format === "ndjson" ? lineSplitter() : jsonSplitter(head));
}

async function* split(pieces: AsyncIterable<Buffer>, splitter: Splitter): AsyncGenerator<FileRecord> {
  for await (const piece of pieces) yield* splitter.push(piece);
  yield* splitter.end();
}

/** Files called .json hold one list, one object, or in truth NDJSON. */
function jsonSplitter(head: string): Splitter {
  const text = head.replace(/^\uFEFF/, "").trimStart();
  const [line = "", ...more] = text.split("\n");
  if (more.length > 0 && isJson(line)) return lineSplitter();
  return valueSplitter(text.startsWith("["));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // The answer: the first line is no JSON by itself.
    return false;
  }
}
