/** How MySQL, PostgreSQL and Hive write "no value" into a file. These are never meant as text. */
export const NULL_EVERYWHERE = "\\N";

const WORDS: ReadonlySet<string> = new Set([
  "null",
  "(null)",
  "<null>",
  "none",
  "nil",
  "nan",
  "nat",
  "na",
  "n/a",
  "#n/a",
  "<na>",
  "undefined",
  "-",
  "--",
  "?",
]);

/**
 * Whether a cell is a word for "no value". In a text column it may be a real text, so this is only for numbers and
 * times.
 */
export const isNullWord = (cell: string): boolean => WORDS.has(cell.trim().toLowerCase());
