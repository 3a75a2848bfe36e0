import { BoundedCache } from "../../../shared/bounded-cache.ts";
import { formatUtc } from "../../../shared/event/time.ts";
import type { TextBuffer } from "../../../shared/json/text-buffer.ts";
import { columnOf, fragment } from "./fragment.ts";
import { writeKnown } from "./tabbed.ts";

/**
 * A field whose value is a plain number: an instant (epoch ms), a flag (0 or 1), a count or a real; NaN where there is
 * none. An event's are kept in one array, by their place among all plain fields.
 */
export interface PlainField {
  name: string;
  kind: "instant" | "flag" | "count" | "real";
}

const kinds: Record<string, PlainField["kind"]> = { timestamp: "instant", boolean: "flag", int: "count" };

export const plainField = (name: string, field: object): PlainField => ({
  name,
  kind: kinds[columnOf(field)] ?? "real",
});

/** Writes fields that follow one another, from a place among the plain fields on. */
export type Run = (out: TextBuffer, line: { remembered: { numbers: readonly number[] } }) => void;

/** Runs of the fields: flags and counts are nearly always small numbers, of which a run is rendered once. */
export function runsOf(fields: readonly PlainField[], from: number): Run[] {
  const runs: Run[] = [];
  for (let first = 0; first < fields.length; ) {
    let end = first;
    while (end < fields.length && isSmall(fields[end]!) && end - first < MAX_RUN) end += 1;
    if (end > first) runs.push(smallRun(fields.slice(first, end), from + first));
    else {
      runs.push(runOf(fields[first]!, from + first));
      end = first + 1;
    }
    first = end;
  }
  return runs;
}

const isSmall = ({ kind }: PlainField): boolean => kind === "flag" || kind === "count";

const runOf = ({ name, kind }: PlainField, at: number): Run =>
  kind === "instant" ? instantRun(name, at) : numberRun(name, at);

function numberRun(name: string, at: number): Run {
  const before = fragment(`,"${name}":`);
  return (out, { remembered }) => {
    const value = remembered.numbers[at]!;
    if (Number.isNaN(value)) return;
    out.bytes(before);
    writeKnown(out, value);
  };
}

/** An instant that comes twice in a row is kept as it was written: all events of a batch are processed at the same. */
function instantRun(name: string, at: number): Run {
  const before = fragment(`,"${name}":"`);
  let latest = Number.NaN;
  let kept: Uint8Array | undefined;
  return (out, { remembered }) => {
    const value = remembered.numbers[at]!;
    if (value === latest) {
      kept ??= fragment(`,"${name}":"${formatUtc(value)}"`);
      out.bytes(kept);
      return;
    }
    if (Number.isNaN(value)) return;
    latest = value;
    kept = undefined;
    out.bytes(before);
    out.utc(value);
    out.byte(QUOTE);
  };
}

const QUOTE = 34;

/** Values below this are small. Those of a run make one number of 28 bits, which V8 keeps without the heap. */
const SMALL = 128;
const MAX_RUN = 4;
const KEPT = 10_000;

function smallRun(fields: readonly PlainField[], from: number): Run {
  const kept = new BoundedCache<Uint8Array, number>(KEPT);
  const to = from + fields.length;
  return (out, { remembered: { numbers } }) => {
    let key = 0;
    for (let at = from; at < to; at += 1) {
      const value = numbers[at]!;
      const small = value | 0;
      // Neither large nor absent.
      if (small !== value || small < 0 || small >= SMALL) {
        out.text(jsonOf(fields, numbers, from));
        return;
      }
      key = key * SMALL + small;
    }
    let json = kept.get(key);
    if (json === undefined) {
      json = fragment(jsonOf(fields, numbers, from));
      kept.set(key, json);
    }
    out.bytes(json);
  };
}

/** Flags and counts as fields that continue a JSON object. */
function jsonOf(fields: readonly PlainField[], numbers: readonly number[], from: number): string {
  let json = "";
  for (const [each, { name, kind }] of fields.entries()) {
    const value = numbers[from + each]!;
    if (!Number.isNaN(value)) json += `,"${name}":${kind === "flag" ? value === 1 : value}`;
  }
  return json;
}
