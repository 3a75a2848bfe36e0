import { EARLIEST } from "../../../shared/event/epoch.ts";
import { plainStep } from "../step.ts";

/** When it happened, and when it was enriched. */
export const time = plainStep("time", {
  of: ({ eventTime, receivedAt }, { now, rules }) => ({
    event_time: eventTime,
    processed_at: now,
    is_late: receivedAt - eventTime > rules.lateAfterMs,
  }),
});

/**
 * When the event happened by the server's clock: the client's clock is off by as much as sending appears to
 * have taken, received_at − client_sent_at. Never after it was received, nor before 1995. All times are epoch ms.
 * @param received when a server took it, or else the stream
 * @param receiptKnown whether `received` is a server's: when the pipeline read an old file says nothing of the client's clock
 */
export function eventTimeOf(
  created: number,
  sent: number | undefined,
  received: number,
  receiptKnown = true,
): number {
  const corrected = sent === undefined || !receiptKnown ? created : created + received - sent;
  return Math.max(EARLIEST, Math.min(corrected, received));
}
