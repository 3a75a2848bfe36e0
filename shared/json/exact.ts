import { nestsDeeper } from "./depth.ts";
import { isWrittenAs } from "./exact-number.ts";

declare global {
  interface JSON {
    /** A number that `stringify` writes as this text. */
    rawJSON(text: string): RawNumber;
    isRawJSON(value: unknown): value is RawNumber;
    parse(
      text: string,
      reviver: (name: string, value: unknown, context: { source?: string }) => unknown,
    ): unknown;
  }
}

/** A number of a JSON text that no number of this program is written as: the text that it is, in full. */
export interface RawNumber {
  readonly rawJSON: string;
}

export const isRawNumber = (value: unknown): value is RawNumber => JSON.isRawJSON(value);

/** Whether a value of a JSON text is an object, and no list or number. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value);

/** Sixteen characters or an exponent: what is shorter is exact, and nearly no text has a longer number. */
const LONG_NUMBER = /(?:^|[[:,\s])-?(?:\d[\d.]{15}|\d[\d.]*[eE])/;

/** Levels below which reading with a reviver, which recurses, is safe; nothing takes deeper documents. */
const MAX_LEVELS = 1000;

/**
 * A JSON text as a value, for whatever is to be written again: `JSON.stringify` gives every number with the digits that
 * came. What a number of this program would lose digits of, as 9007199254740993 or 1e400, is a `RawNumber`. Only texts
 * with a long number are read with a reviver, which takes twenty times as long. Throws as `JSON.parse` does.
 */
export function parseExact(text: string): unknown {
  if (!LONG_NUMBER.test(text) || nestsDeeper(text, MAX_LEVELS)) return JSON.parse(text);
  return JSON.parse(text, revived);
}

const revived = (_name: string, value: unknown, { source }: { source?: string }): unknown =>
  typeof value !== "number" || isWrittenAs(source!, value) ? value : JSON.rawJSON(source!);

/** A value as text: a text itself, all else in JSON. Half a character, which no column holds, is written by its code. */
export const textOf = (value: unknown): string =>
  typeof value === "string" && value.isWellFormed() ? value : JSON.stringify(value);

/** A name as `textOf` has it, without quotes. */
export const nameOf = (name: string): string =>
  name.isWellFormed() ? name : JSON.stringify(name).slice(1, -1);
