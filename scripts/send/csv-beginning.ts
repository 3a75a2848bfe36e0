import { areWords, cellsOf, delimiterOf, isCutAlike } from "./csv-delimiter.ts";
import { areGroups, filledCells, prefaceLines } from "./csv-preface.ts";
import { maskedCells } from "./masked-cells.ts";

/** What stands in a CSV file before its names. */
export interface CsvBeginning {
  /** Characters of it. */
  length: number;
  /** The names, where a directive of an extended log file (W3C) gives them, and its rows have none of their own. */
  fields?: string[];
}

/** Lines that may stand before the names. */
const MOST = 30;
/** Lines behind them by which they are told. */
const SAMPLE = 20;

interface Line {
  /** With its quoted cells masked. */
  text: string;
  /** Characters, its end included. */
  length: number;
}

/**
 * A title, a preface, groups of columns, or comments behind a #, as reports and logs have them before their names. A title
 * is one cell, where most lines behind it have several. Of names behind a # that alone is passed over.
 * @param backslashes whether a quote within quotes is `\"`
 */
export function beginningOf(head: string, backslashes = false): CsvBeginning {
  const lines = linesOf(head, backslashes);
  const ofPreface = prefaceLines(
    lines.map(({ text }) => text),
    MOST,
  );
  let length = 0;
  let fields: string[] | undefined;
  for (const [at, { text, length: ofLine }] of lines.slice(0, MOST).entries()) {
    const rest = lines
      .slice(at + 1, at + 1 + SAMPLE)
      .flatMap(({ text }) => (text.trim() === "" ? [] : [text]));
    fields = /^#Fields: *(\S.*)$/.exec(text)?.[1]?.trim().split(/\s+/) ?? fields;
    if (fields === undefined && text.startsWith("#") && areNames(text.slice(1), rest))
      return { length: length + (/^# */.exec(text)?.[0].length ?? 0) };
    if (at >= ofPreface && !isBefore(text, rest)) break;
    length += ofLine;
  }
  return fields === undefined ? { length } : { length, fields };
}

/** Whether a text begins with a line of names and rows that are cut as it is: a CSV, whatever its file is called. */
export function isTable(head: string): boolean {
  const [names = "", ...rows] = linesOf(head, false).flatMap(({ text }) =>
    text.trim() === "" ? [] : [text],
  );
  return areWords(names) && isCutAlike(names, rows);
}

const isBefore = (text: string, rest: readonly string[]): boolean =>
  text.startsWith("#") || text.trim() === "" || isTitle(text, rest);

function isTitle(text: string, rest: readonly string[]): boolean {
  // A quote that opens here closes on a later line: this is the first of a name's several.
  if (text.includes('"')) return false;
  const rows = rest.filter((line) => !line.startsWith("#"));
  if (areGroups(text, rows)) return true;
  // Names, whose rows other marks cut into as many cells: decimal commas, or texts.
  if (isCutAlike(text, rows)) return false;
  const delimiter = delimiterOf(rows);
  const several = rest.filter((line) => filledCells(line, delimiter) > 1);
  return filledCells(text, delimiter) <= 1 && several.length > rest.length / 2;
}

/** Whether a line has as many cells, and more than one, as the next that is no comment. */
function areNames(text: string, rest: readonly string[]): boolean {
  const next = rest[0] ?? "#";
  const delimiter = delimiterOf([text, ...rest]);
  const names = cellsOf(text, delimiter).length;
  return !next.startsWith("#") && names > 1 && cellsOf(next, delimiter).length === names;
}

function linesOf(head: string, backslashes: boolean): Line[] {
  const lines: Line[] = [];
  for (const [line, text = ""] of head.matchAll(/([^\r\n]*)(?:\r\n|\n|\r|$)/g)) {
    if (line === "" || lines.length > MOST + SAMPLE) break;
    lines.push({ text: maskedCells(text, backslashes), length: line.length });
  }
  return lines;
}
