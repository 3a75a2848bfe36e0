/** A number from 0 that a cell tells, that it tells none, or that it is no number. */
export type Figure = { value: number; bound: boolean } | "none" | "wrong";

/** Words and marks for a figure that is not known; the census writes some of them. */
const NONE = new Set(["", "-", "--", "**", "***", "n", "(x)", "n/a", "na", "nan", "null", "none"]);

/** From here down the census writes a number instead of a mark: -666666666, -999999999 and others. */
const MARKS_FROM = -111_111_111;

/** Reads a figure that may be written for people: $84,000. A bound, as in 250,000+ or 2,500-, stands for itself. */
export function figureIn(text: string): Figure {
  const plain = text.replace(/[$,\s]/g, "");
  if (NONE.has(plain.toLowerCase())) return "none";
  const [, digits, mark] = /^(-?\d+(?:\.\d*)?)([+-]?)$/.exec(plain) ?? [];
  if (digits === undefined) return "wrong";
  const value = Number(digits);
  if (value <= MARKS_FROM) return "none";
  return value < 0 || value > Number.MAX_SAFE_INTEGER ? "wrong" : { value, bound: mark !== "" };
}
