import type { LocalAws } from "../../aws/contract.ts";
import type { RuntimeClock } from "../clock.ts";
import type { Functions } from "../functions.ts";
import type { LogLine } from "../types.ts";

export interface TriggerOptions {
  aws: LocalAws;
  clock: RuntimeClock;
  random(): number;
  functions: Functions;
  region: string;
  /** Waits shorter than declared. */
  hurry: boolean;
  draining(): boolean;
  log(line: LogLine): void;
}
