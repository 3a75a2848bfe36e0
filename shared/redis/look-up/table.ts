import type { LookUpResult } from "../facts.ts";
import type { Fetched } from "../fetch.ts";

/** A look-up table in Redis with its cache in process. */
export interface LookUpTable<Value> {
  /** What it takes to answer for `ids` at an instant (epoch ms). */
  plan(ids: readonly string[], at: number): LookUpPlan<Value>;
  /** Empties the cache: the table was replaced. */
  forget(): void;
}

export interface LookUpPlan<Value> {
  /** Keys that are not in the cache, or past their time. */
  keys: readonly string[];
  /** Takes what was stored under `keys`, aligned with them; what it returns holds for the ids of the plan. */
  settle(fetched: readonly Fetched[]): (id: string) => LookUpResult<Value>;
}
