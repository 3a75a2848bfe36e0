/** Converts in a thread of its own, so that parsing and compressing do not hold up the streams. */
import { parentPort } from "node:worker_threads";
import type { Column } from "../../interpret/plan.ts";
import { type Converted, convert } from "./table.ts";

export interface ConvertRequest {
  id: number;
  columns: readonly Column[];
  /** All records, one after the other, and where each ends. */
  bytes: Uint8Array;
  ends: readonly number[];
}

export type ConvertAnswer = { id: number; converted: Converted } | { id: number; error: string };

const port = parentPort!;

port.on("message", ({ id, columns, bytes, ends }: ConvertRequest) => {
  try {
    const records = ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1]!, end));
    const converted = convert(columns, records);
    port.postMessage({ id, converted } satisfies ConvertAnswer);
  } catch (error) {
    port.postMessage({ id, error: (error as Error).message } satisfies ConvertAnswer);
  }
});
