import type { AthenaProgress } from "../../shared/aws/athena.ts";
import { scanned } from "./format.ts";

/** A line of a terminal that says how far Athena has come, and is written over. Nothing where the output is no terminal. */
export function queryProgress() {
  const output = process.stderr;
  return ({ state, seconds, scannedBytes }: AthenaProgress): void => {
    if (!output.isTTY) return;
    const isOver = state !== "QUEUED" && state !== "RUNNING";
    const cost = scannedBytes === undefined ? "" : `, ${scanned(scannedBytes)}`;
    const line = isOver ? "" : `${state.toLowerCase()}, ${seconds.toFixed(1)} s${cost}`;
    output.write(`\r\u001B[K${line}`);
  };
}
