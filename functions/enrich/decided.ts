import type { Surroundings } from "./surroundings.ts";

/**
 * What enrichment decides about an event from more than its bytes: the clock, the look-ups, the session.
 * These values are kept with the session state (`session/applied.ts`), so that a redelivered event is written again
 * byte for byte, whatever the clock and the look-ups say by then.
 */
export interface Decided {
  /** Epoch ms, as are all times here. */
  eventTime: number;
  processedAt: number;
  hourOfDay: number;
  /** ISO: 1 Monday – 7 Sunday. */
  dayOfWeek: number;
  isLate: boolean;
  surroundings: Surroundings;
  /** Undefined while session state is out of reach. */
  session: SessionValues | undefined;
}

export interface SessionValues {
  id: string;
  index: number;
  startedAt: number;
  eventIndex: number;
  durationMs: number;
  pageViews: number;
  productViews: number;
  addToCarts: number;
  purchases: number;
  cartValue: number;
  /** Milliseconds since the event before in the session; undefined on its first, which makes it new. */
  sinceLastMs: number | undefined;
}
