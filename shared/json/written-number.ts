/** Numbers as texts have them that no program of ours wrote. */

/** Digits of East Asian width, of Arabic and of Persian: the last four bits of their codes are what they count. */
const DIGITS = /[\uff10-\uff19\u0660-\u0669\u06f0-\u06f9]/g;

/** Marks that mean the same as one of ASCII, wherever they stand: the minus of typesetting, and those beside such digits. */
const MARKS: Readonly<Record<string, string>> = {
  "\u2212": "-",
  "\uff0d": "-",
  "\uff0b": "+",
  "\uff0e": ".",
  "\uff0c": ",",
  "\u066b": ".",
  "\u066c": "'",
};
const ANY_MARK = new RegExp(`[${Object.keys(MARKS).join("")}]`, "g");

/** The text with digits and marks of ASCII. */
export const inAscii = (text: string): string =>
  text.replace(DIGITS, (digit) => String(digit.charCodeAt(0) & 15)).replace(ANY_MARK, (mark) => MARKS[mark]!);

/** Thousands divided by what never stands before decimals, or by commas, of which one alone may stand before them. */
const grouped = [
  /^[+-]?\d{1,3}(?:([ '’\u00a0\u2009\u202f])\d{3})(?:\1\d{3})*(?:\.\d+)?$/,
  /^[+-]?\d{1,3}(?:,\d{3})+\.\d+$/,
  /^[+-]?\d{1,3}(?:,\d{3}){2,}$/,
];

/**
 * A number as JSON writes it, of a text that can be one number only: `−5`, `1 234.50`, `1,234.50`. Of `1,234` and `12,50` only
 * their sender knows what the comma is, and a mapping says it (`decimal`); they stay as they are, and so does all else.
 */
export function writtenNumber(text: string): string {
  const ascii = inAscii(text);
  return grouped.some((form) => form.test(ascii)) ? ascii.replace(/[^\d.+-]/g, "") : ascii;
}
