import { validationError } from "./errors.ts";

/** A DynamoDB number: up to 38 digits, value = ±d.ddd × 10^exponent. Zero has no digits. */
interface Decimal {
  negative: boolean;
  digits: string;
  exponent: number;
}

const DIGITS = 38;
const LARGEST_EXPONENT = 125;
const SMALLEST_EXPONENT = -130;

/** Small integers and short fractions, as most numbers are: canonical as they stand. The source of an expression. */
export const USUAL_NUMBER = "(?:0|-?(?:[1-9]\\d{0,17}|(?:0|[1-9]\\d{0,17})\\.\\d{0,18}[1-9]))";
const usual = new RegExp(`^${USUAL_NUMBER}$`);

export const isUsualDecimal = (text: string): boolean => usual.test(text);

/** The number as DynamoDB gives it back: plain digits, no exponent, no needless zeros. */
export function canonicalNumber(text: string): string {
  return isUsualDecimal(text) ? text : format(parse(text));
}

/** A string whose order among such strings is the number's order. */
export function sortableNumber(text: string): string {
  const { negative, digits, exponent } = parse(text);
  if (digits === "") return "1";
  const magnitude = String(exponent + 200) + digits;
  // Below zero larger magnitudes come first: digits are complemented, and "~" puts the shorter after the longer.
  return negative ? `0${magnitude.replace(/\d/g, (digit) => String(9 - Number(digit)))}~` : `2${magnitude}`;
}

function parse(text: string): Decimal {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,5}))?$/.exec(text);
  const [, sign, whole = "", fraction = "", power = "0"] = match ?? [];
  const all = whole + fraction;
  if (match === null || all === "") throw notANumber(text);
  const significant = all.replace(/^0+/, "");
  const digits = significant.replace(/0+$/, "");
  if (digits === "") return { negative: false, digits, exponent: 0 };
  const exponent = significant.length - 1 - fraction.length + Number(power);
  if (digits.length > DIGITS)
    throw validationError(`Attempting to store more than ${DIGITS} significant digits in a Number`);
  if (exponent > LARGEST_EXPONENT) throw outOfRange("overflow", "larger");
  if (exponent < SMALLEST_EXPONENT) throw outOfRange("underflow", "smaller");
  return { negative: sign === "-", digits, exponent };
}

function format({ negative, digits, exponent }: Decimal): string {
  if (digits === "") return "0";
  const point = exponent + 1;
  const sign = negative ? "-" : "";
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits.padEnd(point, "0");
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

function notANumber(text: string) {
  return validationError(
    `The parameter cannot be converted to a numeric value${text === "" ? "" : `: ${text}`}`,
  );
}

function outOfRange(kind: string, comparison: string) {
  return validationError(
    `Number ${kind}. Attempting to store a number with magnitude ${comparison} than supported range`,
  );
}
