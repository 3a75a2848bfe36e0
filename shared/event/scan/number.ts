import { type Attribute, INTEGER } from "./attributes.ts";

/** Numbers of a compact JSON text, in its bytes. */

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

/** Behind the last character that a number may have. */
export function endOfNumber(bytes: Uint8Array, from: number): number {
  let at = endOfDigits(bytes, from);
  while (isNumeric(bytes[at]!)) at += 1;
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
  bytes: Buffer,
  from: number,
  end: number,
  { kind, min, max }: Attribute,
): boolean {
  const first = bytes[from] === MINUS ? from + 1 : from;
  const whole = endOfDigits(bytes, first);
  const padded = whole > first + 1 && bytes[first] === ZERO;
  if (whole === first || padded || end - from > LONGEST_NUMBER) return false;
  if (kind === INTEGER && whole === end && end - from < SHORT_NUMBER) return first === from || min < 0;
  if (kind === INTEGER) return whole === end && within(Number(bytes.toString("latin1", from, end)), min, max);
  return (
    whole === end || (bytes[whole] === POINT && end > whole + 1 && endOfDigits(bytes, whole + 1) === end)
  );
}

const within = (value: number, min: number, max: number): boolean => value >= min && value <= max;

function endOfDigits(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at]! >= ZERO && bytes[at]! <= NINE) at += 1;
  return at;
}
