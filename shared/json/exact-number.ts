import { writtenNumber } from "./written-number.ts";

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** `toPrecision` writes no more. */
const MAX_PRECISION = 100;

/**
 * The number that a text writes out, where a number of this program holds each of its digits: written with as many of
 * them as the text has, it is the text again. So 0.10000000000000001, which is how some programs write 0.1, is one. The text
 * may have digits of other scripts and divide its thousands (`written-number.ts`).
 */
export function exactNumber(text: string): number | undefined {
  const trimmed = text.trim();
  const written = NUMBER.test(trimmed) ? trimmed : writtenNumber(trimmed);
  if (!NUMBER.test(written)) return undefined;
  const value = Number(written);
  if (!Number.isFinite(value)) return undefined;
  if (isWrittenAs(written, value)) return value;
  const digits = digitsOf(written);
  const count = digits.indexOf("e");
  return count <= MAX_PRECISION && digitsOf(value.toPrecision(Math.max(count, 1))) === digits
    ? value
    : undefined;
}

/** Whether a number, as it would be written, has the digits of the text that it was read from. */
export function isWrittenAs(text: string, value: number): boolean {
  const shown = String(value);
  return shown === text || digitsOf(text) === digitsOf(shown);
}

/** The digits between the zeros around them, and the power of ten behind them: 0.250 and 25e-2 are the same. */
function digitsOf(text: string): string {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().replace(/^[+-]/, "").split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const digits = (whole + fraction).replace(/^0+/, "");
  const short = digits.replace(/0+$/, "");
  return short === "" ? "0" : `${short}e${Number(exponent) - fraction.length + digits.length - short.length}`;
}
