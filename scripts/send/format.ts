import path from "node:path";
import { UserError } from "../user-error.ts";
import { csvRecords } from "./csv.ts";
import { isTable } from "./csv-beginning.ts";
import { lineSplitter } from "./json-lines.ts";
import { RECORD_SEPARATOR, valueSplitter } from "./json-values.ts";
import type { FileRecord, Splitter } from "./records.ts";

export const fileFormats = ["ndjson", "json", "csv"] as const;
export type FileFormat = (typeof fileFormats)[number];

const byExtension: Record<string, FileFormat> = {
  ".ndjson": "ndjson",
  ".jsonl": "ndjson",
  ".json": "json",
  ".csv": "csv",
  ".tsv": "csv",
};

/** The common and the combined log format: `198.18.0.1 - - [20/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 512`. */
const ACCESS_LOG = /^\S+ \S+ \S+ \[\d{2}\/[A-Z][a-z]{2}\/\d{4}:/;

/** The format that a file's name or, without one, its first bytes say. */
export function fileFormatOf(file: string, head: string): FileFormat {
  const named = byExtension[path.extname(file.replace(/\.gz$/i, "")).toLowerCase()];
  if (named) return named;
  if (isSequence(head) || /^\s*[{[]/.test(head)) return "json";
  // Logs of CloudFront and IIS, whatever they are called.
  if (/^#(?:Version|Software|Fields): /.test(head)) return "csv";
  if (ACCESS_LOG.test(head))
    throw new UserError(
      `${file} is an access log in the form that web servers write unless told otherwise, which is not read. Let the server write ` +
        "its lines as JSON (nginx: log_format with escape=json; Apache: LogFormat), or make JSON or CSV of it, and send that with a " +
        "mapping of your own (README.md).",
    );
  if (isTable(head)) return "csv";
  throw new UserError(
    `${file}: neither its name nor its beginning says what it is; add --format ${fileFormats.join("|")}.`,
  );
}

/** The records of a file (UTF-8 without a mark) in its format. */
export async function* fileRecordsOf(
  pieces: AsyncIterable<Buffer>,
  format: FileFormat,
  head: string,
  encoding: string,
): AsyncGenerator<FileRecord> {
  if (format === "csv") yield* csvRecords(pieces, head, encoding);
  else yield* split(pieces, isLineByLine(head, format) ? lineSplitter() : valueSplitter());
}

async function* split(pieces: AsyncIterable<Buffer>, splitter: Splitter): AsyncGenerator<FileRecord> {
  for await (const piece of pieces) yield* splitter.push(piece);
  yield* splitter.end();
}

/**
 * Whether each line is a record. The file's name does not tell: there are lists and indented objects called .ndjson,
 * and files of lines called .json. In a file that is read by lines, a damaged line costs only itself.
 */
export function isLineByLine(head: string, format: "json" | "ndjson"): boolean {
  if (isSequence(head)) return false;
  const [first = "", ...more] = head.trimStart().split("\n");
  const following = more.filter((line) => line.trim() !== "");
  if (/^\[\s*[{\]]/.test(head.trimStart())) return following.length > 0 && isJson(first);
  // An indented line is part of a larger value.
  if (following.length > 0 && [first, ...following].some((line) => /^[{[]/.test(line) && isJson(line)))
    return true;
  // Objects one behind the other, as Firehose writes them.
  if (/^\{.*\}\s*\{/.test(first)) return false;
  return format === "ndjson" && !/^[{[]\s*$|[{[,]\s*$/.test(first);
}

const isSequence = (head: string): boolean => head.charCodeAt(0) === RECORD_SEPARATOR;

function isJson(text: string): boolean {
  try {
    JSON.parse(text.trimEnd().replace(/,$/, ""));
    return true;
  } catch {
    // No JSON: the line is none by itself, so the file is not line by line.
    return false;
  }
}
