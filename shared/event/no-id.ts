/** What stands in the place of an id that its program did not have: taken for one, it would make all visitors the same. */

/** How languages and systems write that there is no value, where that is put into a text. */
const NO_VALUE = [
  "null",
  "undefined",
  "none",
  "nil",
  "n/a",
  "(null)",
  "<null>",
  "<nil>",
  "(none)",
  "(not set)",
];
/** Those that are words of other meanings in other letters. */
const AS_WRITTEN = [
  "NaN",
  "nan",
  "NAN",
  // What R, pandas and spreadsheets write into tables.
  "NA",
  "<NA>",
  "NaT",
  "#N/A",
  // What stands in logs and in reports where there is none.
  "-",
  "--",
  "?",
  "[object Object]",
  "[object Undefined]",
  "{}",
  "[]",
  "-1",
  // What telephones give for the id of a device that they do not tell.
  "00000000-0000-0000-0000-000000000000",
  "00000000000000000000000000000000",
];
/**
 * Names that programs give to whoever has none. They tell nobody from another, but of all that some events say they are
 * the best.
 */
const FOR_NOBODY = ["anonymous", "guest", "unknown", "0", "true", "false"];

const inLetters = (word: string): string[] => [
  word,
  word.toUpperCase(),
  word.charAt(0).toUpperCase() + word.slice(1),
];

const noIds: ReadonlySet<string> = new Set([...NO_VALUE.flatMap(inLetters), ...AS_WRITTEN]);
const nobodies: ReadonlySet<string> = new Set(FOR_NOBODY.flatMap(inLetters));

/** A long number as spreadsheets show it, `1.23457E+15`: the digits that told it from others are gone. */
const ROUNDED = /^\d(?:\.\d+)?[eE]\+\d\d$/;

/** Whether the text of an id says that there is none, or has lost what it was. */
export const isNoId = (text: string): boolean => noIds.has(text) || ROUNDED.test(text);

/** Characters that such texts begin with, by their codes, and the most that they then have. */
const LONGEST = new Uint8Array(128);
for (const text of noIds) {
  const first = text.charCodeAt(0);
  LONGEST[first] = Math.max(LONGEST[first]!, text.length);
}
const [ZERO, PLUS] = [48, 43];

/**
 * Whether a text has to be looked at by `isNoId`, by its length and by its first, its last and its third last character, or
 * byte: that costs next to nothing, and nearly no id has to be.
 */
export function mayBeNoId(length: number, first: number, last: number, thirdLast: number): boolean {
  if (thirdLast === PLUS) return true;
  return length <= (LONGEST[first] ?? 0) && (first !== ZERO || length < 32 || last === ZERO);
}

const LONGEST_NOBODY = Math.max(...FOR_NOBODY.map(({ length }) => length));

/** The ids that say who it was, as they may come. */
export interface Ids {
  user_id?: unknown;
  anonymous_id?: unknown;
}

/**
 * Which of two ids says nothing beside the other: a `guest` whose device is known, or a user on an `unknown` device. Were it
 * believed, all guests would be one person, and all unknown devices one that its users take from each other.
 */
export function idleId({ user_id, anonymous_id }: Ids): keyof Ids | undefined {
  if (typeof user_id !== "string" || typeof anonymous_id !== "string") return undefined;
  // Nearly all ids are longer, and need not be looked up.
  if (user_id.length > LONGEST_NOBODY && anonymous_id.length > LONGEST_NOBODY) return undefined;
  const isNobody = nobodies.has(user_id);
  if (isNobody === nobodies.has(anonymous_id)) return undefined;
  return isNobody ? "user_id" : "anonymous_id";
}
