import { plainStep } from "../step.ts";

/** When it happened, and when it was enriched. */
export const time = plainStep("time", {
  of: ({ eventTime, receivedAt }, { now, rules }) => ({
    event_time: eventTime,
    processed_at: now,
    is_late: receivedAt - eventTime > rules.lateAfterMs,
  }),
});

export interface EventTime {
  /** Epoch milliseconds, both. */
  eventTime: number;
  receivedAt: number;
}

/**
 * When the event happened by the server's clock: the client's clock is off by as much as sending appears to
 * have taken, received_at − client_sent_at. Never after it was received.
 * @param arrivalTime epoch ms at which the stream took the record; stands in for an absent received_at
 * @param receiptKnown whether `received` is a server's: when the pipeline read an old file says nothing of the client's clock
 */
export function eventTimeOf(
  created: number,
  sent: number | undefined,
  received: number | undefined,
  arrivalTime: number,
  receiptKnown = true,
): EventTime {
  const receivedAt = received ?? arrivalTime;
  const corrected = sent === undefined || !receiptKnown ? created : created + receivedAt - sent;
  const eventTime = Math.max(0, Math.min(corrected, receivedAt));
  return { eventTime, receivedAt };
}
