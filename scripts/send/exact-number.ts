const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** The number that a text writes, if a JavaScript number holds all of its digits; else undefined. */
export function exactNumber(text: string): number | undefined {
  const written = text.trim();
  if (!NUMBER.test(written)) return undefined;
  const value = Number(written);
  if (!Number.isFinite(value)) return undefined;
  const shown = String(value);
  return shown === written || digitsOf(written) === digitsOf(shown) ? value : undefined;
}

/** The digits between the zeros around them, and the power of ten behind them: 0.250 and 25e-2 are the same. */
function digitsOf(text: string): string {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().replace(/^[+-]/, "").split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const digits = (whole + fraction).replace(/^0+/, "");
  const short = digits.replace(/0+$/, "");
  return short === "" ? "0" : `${short}e${Number(exponent) - fraction.length + digits.length - short.length}`;
}
