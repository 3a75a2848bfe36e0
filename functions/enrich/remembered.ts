import type { LookUpFound } from "./write/found.ts";
import type { EnrichOutcome } from "./write/outcome.ts";

/**
 * What enrichment gives of an event from more than its own bytes: from the clock, the look-ups and the session. It is
 * remembered with the state (`write/memory.ts`), so that a redelivered event is written again byte for byte, whatever
 * the clock and the look-ups say by then.
 */
export interface Remembered {
  /** Values of the plain fields, by their place in `Enrichment.plain`; NaN where there is none. */
  numbers: number[];
  /** The value of person_id; "" for an event that was applied before that was known. */
  person: string;
  /** Undefined while session state is out of reach. */
  session: NamedSession | undefined;
  /**
   * What each look-up step of the core gives, in their order, and behind them the session's touch, where there is a
   * session.
   */
  found: readonly LookUpFound[];
  outcome: EnrichOutcome;
  /** What the steps of one's own gave, as fields that continue a JSON object; absent where none is in force. */
  custom?: readonly Uint8Array[];
}

/** What all events of a session have in common. */
export interface NamedSession {
  id: string;
  /** Which session of the device it is, from 1. */
  index: number;
  /** Epoch ms. */
  startedAt: number;
}
