import { INTEGER } from "../kind.ts";
import type { Attribute } from "./attributes.ts";

/** Numbers of a compact JSON text, in its bytes. */

const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const PLUS = 43;
const NINE = 57;
const EXPONENT = 101;
const LARGE_EXPONENT = 69;

/** Digits of a number that keeps each of them. */
const EXACT_DIGITS = 15;
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

/** Without an exponent, in bounds, and so short that no digit is lost. */
export function isUsualNumber(
  bytes: Buffer,
  from: number,
  end: number,
  { form, min, max }: Attribute,
): boolean {
  const first = bytes[from] === MINUS ? from + 1 : from;
  const whole = endOfDigits(bytes, first);
  const padded = whole > first + 1 && bytes[first] === ZERO;
  if (whole === first || padded) return false;
  if (form === INTEGER && whole === end && end - from < SHORT_NUMBER) return first === from || min < 0;
  if (form === INTEGER) return whole === end && within(Number(bytes.toString("latin1", from, end)), min, max);
  if (whole === end) return end - first <= EXACT_DIGITS;
  const isFraction = bytes[whole] === POINT && end > whole + 1 && endOfDigits(bytes, whole + 1) === end;
  return isFraction && end - first <= EXACT_DIGITS + 1;
}

const within = (value: number, min: number, max: number): boolean => value >= min && value <= max;

function endOfDigits(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at]! >= ZERO && bytes[at]! <= NINE) at += 1;
  return at;
}

/**
 * The value of a number of few digits without sign and exponent; undefined of any other. It is what the parser reads: a
 * quotient of two exact numbers is rounded but once.
 */
export function shortNumber(bytes: Uint8Array, from: number, to: number): number | undefined {
  if (to - from > EXACT_DIGITS) return undefined;
  let value = 0;
  let unit = 1;
  let isFraction = false;
  for (let at = from; at < to; at += 1) {
    const digit = bytes[at]! - ZERO;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      if (isFraction) unit *= 10;
    } else if (bytes[at] === POINT && !isFraction) isFraction = true;
    else return undefined;
  }
  return value / unit;
}
