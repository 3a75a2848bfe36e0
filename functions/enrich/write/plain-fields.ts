import { BoundedCache } from "../../../shared/bounded-cache.ts";
import type { TextBuffer } from "../../../shared/json/text-buffer.ts";
import { columnOf, fragment } from "./fragment.ts";

/**
 * A field whose value is a plain number: an instant (epoch ms), a flag (0 or 1), a count or a real; NaN where there is
 * none. An event's are kept in one array, by their place among all plain fields.
 */
export class PlainField {
  readonly name: string;
  readonly kind: "instant" | "flag" | "count" | "real";
  /** All that stands before the value. */
  readonly #before: Uint8Array;

  constructor(name: string, field: object) {
    this.name = name;
    this.kind = kinds[columnOf(field)] ?? "real";
    this.#before = fragment(`,"${name}":${this.kind === "instant" ? '"' : ""}`);
  }

  write(out: TextBuffer, value: number): void {
    if (Number.isNaN(value)) return;
    out.bytes(this.#before);
    if (this.kind === "instant") {
      out.utc(value);
      out.byte(QUOTE);
    } else if (this.kind === "flag") out.ascii(value === 1 ? "true" : "false");
    else out.number(value);
  }

  /** As `write` writes it; for flags and counts. */
  json(value: number): string {
    if (Number.isNaN(value)) return "";
    return `,"${this.name}":${this.kind === "flag" ? value === 1 : value}`;
  }
}

const kinds: Record<string, PlainField["kind"]> = { timestamp: "instant", boolean: "flag", int: "count" };
const QUOTE = 34;

/** A value of a step as it is kept. A number that JSON cannot hold is none. */
export function plainValue(value: number | boolean | undefined): number {
  if (typeof value === "number") return Number.isFinite(value) ? value : Number.NaN;
  return value === undefined ? Number.NaN : Number(value);
}

/** Writes fields that follow one another, from a place among the plain fields on. */
export type Run = (out: TextBuffer, numbers: readonly number[]) => void;

/** Runs of the fields: flags and counts are nearly always small numbers, of which a run is rendered once. */
export function runsOf(fields: readonly PlainField[], from: number): Run[] {
  const runs: Run[] = [];
  for (let first = 0; first < fields.length; ) {
    let end = first;
    while (end < fields.length && isSmall(fields[end]!) && end - first < MAX_RUN) end += 1;
    if (end > first) runs.push(smallRun(fields.slice(first, end), from + first));
    else {
      const field = fields[first]!;
      const at = from + first;
      runs.push((out, numbers) => field.write(out, numbers[at]!));
      end = first + 1;
    }
    first = end;
  }
  return runs;
}

const isSmall = ({ kind }: PlainField): boolean => kind === "flag" || kind === "count";

/** Values below this are small. Those of a run make one number of 28 bits, which V8 keeps without the heap. */
const SMALL = 128;
const MAX_RUN = 4;
const KEPT = 10_000;

function smallRun(fields: readonly PlainField[], from: number): Run {
  const kept = new BoundedCache<Uint8Array, number>(KEPT);
  const to = from + fields.length;
  return (out, numbers) => {
    let key = 0;
    for (let at = from; at < to; at += 1) {
      const value = numbers[at]!;
      const small = value | 0;
      // Neither large nor absent.
      if (small !== value || small < 0 || small >= SMALL) return writeEach(out, fields, numbers, from);
      key = key * SMALL + small;
    }
    let json = kept.get(key);
    if (json === undefined) {
      json = fragment(fields.map((field, each) => field.json(numbers[from + each]!)).join(""));
      kept.set(key, json);
    }
    out.bytes(json);
  };
}

function writeEach(
  out: TextBuffer,
  fields: readonly PlainField[],
  numbers: readonly number[],
  from: number,
): void {
  for (const [each, field] of fields.entries()) field.write(out, numbers[from + each]!);
}
