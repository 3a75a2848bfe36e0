import { areWords, cellsOf, countFilled, delimiterOf, isCutAlike } from "./csv-delimiter.ts";

/** What reports have before their names in several cells. Quoted cells of all lines are masked. */

const isBlank = (line: string): boolean => /^[\s,;|^~]*$/.test(line);

/** How many cells of a line hold something. */
export const filledCells = (line: string, delimiter: string): number => countFilled(cellsOf(line, delimiter));

/** Cells of a line of a preface that hold something: an event has to have three, so that none is passed over. */
const MAX_CELLS = 2;

/**
 * How many lines a preface has, its empty line among them: `Report;Sessions`, `To;2026-01-31`. It is one only if an empty line
 * divides it from a line of more names and rows that are cut as that is.
 */
export function prefaceLines(lines: readonly string[], most: number): number {
  for (const [at, line] of lines.slice(0, most).entries()) {
    if (filledCells(line, delimiterOf([line])) > MAX_CELLS) return 0;
    if (isBlank(line) && areNamesFirst(lines.slice(at + 1))) return at + 1;
  }
  return 0;
}

function areNamesFirst([names = "", ...rest]: readonly string[]): boolean {
  const rows = rest.filter((line) => !isBlank(line));
  return (
    !isBlank(names) &&
    areWords(names) &&
    isCutAlike(names, rows) &&
    filledCells(names, delimiterOf([names, ...rows])) > MAX_CELLS
  );
}

/**
 * Whether a line names groups of columns, `;;Product;;Order;`: at least half of its cells are empty, the next line has a name
 * in each, and the rows behind it are none of names.
 */
export function areGroups(line: string, [names = "", ...rows]: readonly string[]): boolean {
  const delimiter = delimiterOf([names, ...rows]);
  const cells = cellsOf(line, delimiter);
  const named = cellsOf(names, delimiter);
  return (
    countFilled(cells) <= cells.length / 2 &&
    named.length === cells.length &&
    countFilled(named) === named.length &&
    areWords(names) &&
    rows.length > 0 &&
    rows.every((row) => !areWords(row))
  );
}
