import { isSnowplowRow } from "./snowplow-columns.ts";

/** The last two are control characters that are meant for it: the separator of units, and what Hive writes. */
const MARKS = [",", ";", "\t", "|", "^", "~", "\x1f", "\x01"];

export const cellsOf = (line: string, mark: string): string[] => line.split(mark);

/**
 * Of the possible delimiters, the one that cuts most rows into as many cells as there are names; then the most
 * frequent one.
 */
export function delimiterOf([header = "", ...rows]: readonly string[]): string {
  // Its cells hold JSON, with more commas in it than there are columns.
  if (isSnowplowRow(cellsOf(header, "\t"))) return "\t";
  const ranked = MARKS.filter((mark) => header.includes(mark)).map((mark) => {
    const names = cellsOf(header, mark).length;
    return { mark, names, alike: rows.filter((row) => cellsOf(row, mark).length === names).length };
  });
  ranked.sort((one, other) => other.alike - one.alike || other.names - one.names);
  return ranked[0]?.mark ?? ",";
}

/** Whether a line may be one of names, however it is cut: a cell that begins with a digit, as a time in a log does, is none. */
export const areWords = (line: string): boolean =>
  !MARKS.some((mark) => cellsOf(line, mark).some((cell) => /^\s*\d/.test(cell)));

/** How many cells hold something. */
export const countFilled = (cells: readonly string[]): number =>
  cells.filter((cell) => cell.trim() !== "").length;

/**
 * Whether a mark cuts a line, the next one, and most of those behind it, into as many cells, of which the line has
 * several.
 */
export const isCutAlike = (line: string, rows: readonly string[]): boolean =>
  MARKS.some((mark) => {
    const cells = cellsOf(line, mark);
    const [next = false, ...more] = rows.map((row) => cellsOf(row, mark).length === cells.length);
    return countFilled(cells) > 1 && next && more.filter((isAlike) => isAlike).length >= more.length / 2;
  });
