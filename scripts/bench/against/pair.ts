import { fork } from "node:child_process";
import type { Compared } from "../compare.ts";
import type { Ratios } from "./ratios.ts";

/** What a process is to measure. */
export interface PairOrder {
  /** Folders of the two checkouts. */
  present: string;
  other: string;
  /** Whether the present one comes first in each round. */
  swapped: boolean;
  /** The sample, as `v8.serialize` writes it: one object a city, as the look-up's cache shares them. */
  sampleFile: string;
  now: number;
  rounds: number;
}

export type PairResult = { ratios: Ratios; compared: Compared } | { tooOld: string } | { failed: string };

/** Measures a pair in a process of its own, which ends with this one. Throws with what the process wrote where it fails. */
export function measurePair(order: PairOrder): Promise<PairResult> {
  const child = fork(new URL("./pair-process.ts", import.meta.url), [JSON.stringify(order)], {
    stdio: ["ignore", "inherit", "pipe", "ipc"],
  });
  return new Promise((resolve, reject) => {
    let errors = "";
    child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      errors += text;
    });
    child.once("message", (result) => resolve(result as PairResult));
    child.once("error", reject);
    child.once("close", (code) => reject(new Error(`A process of the bench ended with ${code}: ${errors}`)));
  });
}
