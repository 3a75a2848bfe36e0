import { columnNames } from "./csv-head.ts";

/** A text that Excel is to take for no number, `="00123"`: without that it would lose its zeros. */
const FOR_EXCEL = /^="([^"]*)"$/;

/** A cell without what is there for Excel alone. */
export const asMeant = (cell: string): string =>
  cell.startsWith('="') ? (FOR_EXCEL.exec(cell)?.[1] ?? cell) : cell;

/** A cell of a log, in which a dash is no value. */
export const unlessDash = (cell: string): string => (cell === "-" ? "" : cell);

/** What DOS and its heirs end a file with, Ctrl-Z. */
const END_OF_FILE = "\x1a";

export const isBlankCell = (cell: string): boolean => cell.trim() === "" || cell === END_OF_FILE;

/** A first cell behind a byte order mark, which also stands before its quotes. */
const MARKED = /^\ufeff"?([^"]*)"?$/;

/** Whether a row holds the names of the columns once more. */
export function areNamesAgain([first = "", ...more]: readonly string[], names: readonly string[]): boolean {
  const name = MARKED.exec(first)?.[1] ?? first;
  if (name.trim() !== names[0]) return false;
  const again = columnNames([name, ...more]);
  return again.length === names.length && again.every((each, at) => each === names[at]);
}
