import { distinctNames } from "../distinct-names.ts";
import { hasBackslashes } from "./backslashes.ts";
import { beginningOf, type CsvBeginning } from "./csv-beginning.ts";
import { delimiterOf } from "./csv-delimiter.ts";
import { maskedCells } from "./masked-cells.ts";

/** Lines that are looked at, the one with the names among them. */
const SAMPLE = 20;

/** How a CSV file writes its rows. */
export interface CsvDialect {
  delimiter: string;
  /** Whether a quote within quotes is `\\"`, and not `""`. */
  backslashes: boolean;
  /** Whether blanks stand behind its delimiters, which then belong to no cell. */
  padded: boolean;
}

export interface CsvLayout extends CsvDialect {
  /** Bytes before the names: the line with which Excel names the delimiter, a title, comments. */
  skip: number;
  /** Names that stand there. The rows are those of a log, in which a dash is no value. */
  fields?: readonly string[];
}

/** How the columns of a CSV file are separated, from its beginning. */
export function csvLayoutOf(head: string): CsvLayout {
  const named = /^"?sep=(.)"?(?:\r\n|\n|\r)/i.exec(head);
  const backslashes = hasBackslashes(head);
  if (named) return { delimiter: named[1]!, skip: Buffer.byteLength(named[0]), backslashes, padded: false };
  const { length, fields } = readableBeginning(head, backslashes);
  const skip = Buffer.byteLength(head.slice(0, length));
  const lines = maskedCells(head.slice(length), backslashes)
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== "");
  if (fields !== undefined)
    return {
      delimiter: lines[0]?.includes("\t") ? "\t" : " ",
      skip,
      fields,
      backslashes: false,
      padded: false,
    };
  const delimiter = delimiterOf(lines.slice(0, SAMPLE));
  return { delimiter, skip, backslashes, padded: isPadded(lines[0] ?? "", delimiter) };
}

/** What cannot be read is passed over by nobody: it is said of the line of names that it is in another encoding. */
function readableBeginning(head: string, backslashes: boolean): CsvBeginning {
  const beginning = beginningOf(head, backslashes);
  return head.slice(0, beginning.length).includes("\ufffd") ? { length: 0 } : beginning;
}

/** Whether a blank follows each delimiter of the names. */
function isPadded(header: string, delimiter: string): boolean {
  const [, ...names] = header.split(delimiter);
  return delimiter.trim() !== "" && names.length > 0 && names.every((name) => /^ +\S/.test(name));
}

/** Names for the columns, each once. */
export const columnNames = (header: readonly string[]): string[] =>
  distinctNames(header.map((name) => name.trim()));
