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
  /** How long a lane gathers in a hurry, ms, by the last part of its function's name. */
  gatheringMs: Readonly<Record<string, number>>;
  draining(): boolean;
  log(line: LogLine): void;
}
