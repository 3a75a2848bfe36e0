import { LONGEST_PLAIN, plainAttribute } from "../../../../../shared/columns/plain-line.ts";
import type { Column } from "../../interpret/plan.ts";

/** Number of lines in records, if all of them are lines that fit the table as they stand. */
export type CountPlain = (bytes: Uint8Array, ends: readonly number[]) => number | undefined;

export function plainRecords(columns: readonly Column[]): CountPlain {
  const attribute = plainAttribute(columns);
  if (attribute === undefined) return () => undefined;
  const line = new RegExp(`\\{${attribute}(?:,${attribute})*\\}\n`, "y");
  return (bytes, ends) => {
    const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let lines = 0;
    let from = 0;
    for (const end of ends) {
      if (end - from > LONGEST_PLAIN) return undefined;
      // A character a byte, since nothing beyond ASCII is looked at.
      const text = all.toString("latin1", from, end);
      line.lastIndex = 0;
      while (line.lastIndex < text.length) {
        if (!line.test(text)) return undefined;
        lines += 1;
      }
      from = end;
    }
    return lines;
  };
}
