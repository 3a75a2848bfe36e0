import { LONGEST_PLAIN, plainAttribute } from "../../../../../shared/columns/plain-line.ts";
import type { Column } from "../../interpret/plan.ts";

/** Number of lines in a record, if all of them fit the table as they stand. */
export type CountPlain = (record: Uint8Array) => number | undefined;

export function plainCounter(columns: readonly Column[]): CountPlain {
  const attribute = plainAttribute(columns);
  if (attribute === undefined) return () => undefined;
  const line = new RegExp(`\\{${attribute}(?:,${attribute})*\\}\n`, "y");
  return (record) => {
    if (record.byteLength > LONGEST_PLAIN) return undefined;
    // A character a byte, since nothing beyond ASCII is looked at.
    const text = Buffer.from(record.buffer, record.byteOffset, record.byteLength).toString("latin1");
    let lines = 0;
    line.lastIndex = 0;
    while (line.lastIndex < text.length) {
      if (!line.test(text)) return undefined;
      lines += 1;
    }
    return lines;
  };
}
