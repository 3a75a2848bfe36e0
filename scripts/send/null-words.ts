/** How MySQL, PostgreSQL and Hive write "no value" into a file: never a text that somebody means. */
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

/** Whether a cell says in a word that it has no value. It may be a text elsewhere: ask where a number or a time is due. */
export const isNullWord = (cell: string): boolean => WORDS.has(cell.trim().toLowerCase());
