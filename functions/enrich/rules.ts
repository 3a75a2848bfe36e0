import type { SessionRules } from "./session/fold.ts";

export interface EnrichRules extends SessionRules {
  /** Age at receipt from which an event is late, ms. */
  lateAfterMs: number;
}
