import { nestsDeeper } from "./depth.ts";
import { parseExact } from "./exact.ts";

/** Levels of what is read: columns that hold JSON have a few, and whoever reads it recurses. */
const LEVELS = 100;

/** The object or the list that a text holds as JSON; undefined of any other value. */
export function jsonIn(value: unknown): object | undefined {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value) || nestsDeeper(value, LEVELS)) return undefined;
  try {
    return parseExact(value) as object;
  } catch (error) {
    // Any text may begin so.
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}
