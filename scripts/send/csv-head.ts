import { distinctNames } from "../distinct-names.ts";
import { hasBackslashes } from "./backslashes.ts";
import { isSnowplowRow } from "./snowplow-columns.ts";

const MARKS = [",", ";", "\t", "|"];
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
  /** Bytes before the names: the line with which Excel names the delimiter. */
  skip: number;
}

/** How the columns of a CSV file are separated, from its beginning. */
export function csvLayoutOf(head: string): CsvLayout {
  const named = /^"?sep=(.)"?(?:\r\n|\n|\r)/i.exec(head);
  const backslashes = hasBackslashes(head);
  if (named) return { delimiter: named[1]!, skip: Buffer.byteLength(named[0]), backslashes, padded: false };
  const lines = head
    // Delimiters between quotes do not count.
    .replace(backslashes ? /"(?:[^"\\]|\\[\s\S])*"/g : /"(?:[^"]|"")*"/g, '""')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== "");
  const delimiter = delimiterOf(lines.slice(0, SAMPLE));
  return { delimiter, skip: 0, backslashes, padded: isPadded(lines[0] ?? "", delimiter) };
}

/** Whether a blank follows each delimiter of the names. */
function isPadded(header: string, delimiter: string): boolean {
  const [, ...names] = header.split(delimiter);
  return delimiter.trim() !== "" && names.length > 0 && names.every((name) => /^ +\S/.test(name));
}

/**
 * Of the possible delimiters, the one that cuts most rows into as many cells as there are names; then the most
 * frequent one.
 */
function delimiterOf([header = "", ...rows]: readonly string[]): string {
  const cells = (line: string, mark: string) => line.split(mark).length;
  // Its cells hold JSON, with more commas in it than there are columns.
  if (isSnowplowRow(header.split("\t"))) return "\t";
  const ranked = MARKS.filter((mark) => header.includes(mark)).map((mark) => {
    const names = cells(header, mark);
    return { mark, names, alike: rows.filter((row) => cells(row, mark) === names).length };
  });
  ranked.sort((one, other) => other.alike - one.alike || other.names - one.names);
  return ranked[0]?.mark ?? ",";
}

/** Names for the columns, each once. */
export const columnNames = (header: readonly string[]): string[] =>
  distinctNames(header.map((name) => name.trim()));
