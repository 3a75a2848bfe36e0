import { type Attribute, INTEGER } from "./attributes.ts";

/** Where the pieces of a compact JSON text end. `escapes`: whether there is a backslash anywhere in it. */

const OPEN = 123;
const CLOSE = 125;
const COMMA = 44;
const COLON = 58;
const QUOTE = 34;
const BACKSLASH = 92;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const PLUS = 43;
const NINE = 57;
const EXPONENT = 101;
const LARGE_EXPONENT = 69;

/** Characters of a number that is certainly finite, and exact enough to be written as it came. */
const LONGEST_NUMBER = 17;
/** Characters below which a whole number is in all bounds but that of the sign. */
const SHORT_NUMBER = 10;

/** Where the closing quote stands; -1 when it does not. */
export function endOfText(text: string, from: number, escapes: boolean): number {
  let end = text.indexOf('"', from);
  while (escapes && end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, quote: number): boolean {
  let first = quote;
  while (text.charCodeAt(first - 1) === BACKSLASH) first -= 1;
  return (quote - first) % 2 === 1;
}

/** Behind the last character that a number may have. */
export function endOfNumber(text: string, from: number): number {
  let at = endOfDigits(text, from);
  while (isNumeric(text.charCodeAt(at))) at += 1;
  return at;
}

/** Digits, sign, point and exponent. */
const isNumeric = (code: number): boolean =>
  (code >= ZERO && code <= NINE) ||
  code === POINT ||
  code === MINUS ||
  code === PLUS ||
  code === EXPONENT ||
  code === LARGE_EXPONENT;

/** Without an exponent, in bounds, and short enough to be finite. */
export function isUsualNumber(
  text: string,
  from: number,
  end: number,
  { kind, min, max }: Attribute,
): boolean {
  const first = text.charCodeAt(from) === MINUS ? from + 1 : from;
  const whole = endOfDigits(text, first);
  const padded = whole > first + 1 && text.charCodeAt(first) === ZERO;
  if (whole === first || padded || end - from > LONGEST_NUMBER) return false;
  if (kind === INTEGER && whole === end && end - from < SHORT_NUMBER) return first === from || min < 0;
  if (kind === INTEGER) return whole === end && within(Number(text.slice(from, end)), min, max);
  return (
    whole === end ||
    (text.charCodeAt(whole) === POINT && end > whole + 1 && endOfDigits(text, whole + 1) === end)
  );
}

const within = (value: number, min: number, max: number): boolean => value >= min && value <= max;

function endOfDigits(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) >= ZERO && text.charCodeAt(at) <= NINE) at += 1;
  return at;
}

/** Behind the brace that closes a flat map of texts; -1 where it is something else. */
export function endOfMap(text: string, from: number, escapes: boolean): number {
  if (text.charCodeAt(from) !== OPEN) return -1;
  if (text.charCodeAt(from + 1) === CLOSE) return from + 2;
  for (let at = from + 1; ; at += 1) {
    const name = text.charCodeAt(at) === QUOTE ? endOfText(text, at + 1, escapes) : -1;
    if (name < 0 || text.charCodeAt(name + 1) !== COLON || text.charCodeAt(name + 2) !== QUOTE) return -1;
    at = endOfText(text, name + 3, escapes) + 1;
    if (at === 0) return -1;
    if (text.charCodeAt(at) === CLOSE) return at + 1;
    if (text.charCodeAt(at) !== COMMA) return -1;
  }
}
