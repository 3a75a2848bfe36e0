import { inspection } from "../../../shared/event/inspection.ts";
import type { FieldRule } from "../../../shared/event/kind.ts";
import { kindOf } from "../../../shared/event/kinds.ts";
import { formatUtc, parseInstant } from "../../../shared/event/time.ts";
import { isObject, textOf } from "../../../shared/json/exact.ts";

/** A cell of a file read by its declaration: the value, undefined where it says none, or what is wrong with it. */
export type Cell = { value: unknown } | { wrong: string };

/** Reads what stands in a file for a value of one field. */
export type ReadCell = (written: unknown) => Cell;

const NONE: Cell = { value: undefined };

export function cellReader(name: string, field: FieldRule): ReadCell {
  const look = inspection({ [name]: field }, []);
  const wrong: Cell = { wrong: `its ${name} is not ${kindOf(field).words(field)}` };
  const read = readers[field.column] ?? (() => undefined);
  return (written) => {
    const text = cellText(written);
    if (text === "") return NONE;
    if (text === undefined) return { wrong: `its ${name} is a list or an object` };
    const value = read(text);
    return look({ [name]: value }) === "stored" ? { value } : wrong;
  };
}

/** A value of CSV or JSON as text, a number with all of its digits; undefined for a list or an object. */
export function cellText(written: unknown): string | undefined {
  if (written === null || written === undefined) return "";
  if (typeof written === "string") return written;
  return Array.isArray(written) || isObject(written) ? undefined : textOf(written);
}

/** By type of column. What is none of it stays no value of the kind, and is rejected. */
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  string: (text) => text,
  int: whole,
  bigint: whole,
  double: (text) => (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined),
  boolean: (text) => flags[text.toLowerCase()],
  timestamp(text) {
    const instant = parseInstant(/^\d+$/.test(text) ? Number(text) : text);
    return Number.isNaN(instant) ? undefined : formatUtc(instant);
  },
};

const flags: Readonly<Record<string, boolean>> = { true: true, false: false, 1: true, 0: false };

function whole(text: string): number | undefined {
  return /^[+-]?\d+(?:\.0+)?$/.test(text) ? Number(text) : undefined;
}
