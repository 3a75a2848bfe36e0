/**
 * What an event's metadata say of two instants that its source did not bring. The producer marks them, so that
 * nothing downstream takes the pipeline's own clock for that of the client or of its server.
 */

/** The key that says where `received_at` is from. Only events with `client_sent_at` carry it: of the others nothing asks. */
export const RECEIVED_AT_FROM = "received_at_from";
/** When the pipeline read the event from a file or an index, which may be days after a server took it. */
export const READING = "reading";

/** The key that says where `client_created_at` is from. */
export const CREATED_AT_FROM = "client_created_at_from";
/** The event has no time of its own, so that of its receipt stands in. */
export const RECEIPT = "receipt";

/** How far an instant may be ahead of the event's receipt, ms. Clocks that are wrong by less are merely wrong. */
export const MAX_AHEAD_MS = 86_400_000;

/** The instants of an event that have to do with its way. All are epoch ms. */
export interface WayTimes {
  created: number;
  sent: number | undefined;
  /** `received_at`, where the event has it. */
  received: number | undefined;
  /** When the raw stream took the event: the receipt of one that names none, and the measure of `received_at`. */
  arrived: number;
  /** Whether `received` is a server's time, and not when the pipeline read the event. */
  receiptKnown: boolean;
}

export type WayTimeName = "client_created_at" | "client_sent_at" | "received_at";

/**
 * The instants that cannot be, since they are more than a day ahead of the event's receipt. A client whose clock is ahead
 * in both of its instants is believed: how far ahead it is follows from the time of sending, and corrects the other.
 */
export function timesAhead(times: WayTimes): WayTimeName[] {
  const { created, sent, received, arrived, receiptKnown } = times;
  const isReceivedAhead = received !== undefined && received > arrived + MAX_AHEAD_MS;
  const latest = (isReceivedAhead || received === undefined ? arrived : received) + MAX_AHEAD_MS;
  const ahead: WayTimeName[] = isReceivedAhead ? ["received_at"] : [];
  const isCreatedAhead = created > latest;
  const isSentAhead = sent !== undefined && sent > latest;
  if (isCreatedAhead && isSentAhead && receiptKnown && created <= sent + MAX_AHEAD_MS) return ahead;
  if (isCreatedAhead) ahead.push("client_created_at");
  if (isSentAhead) ahead.push("client_sent_at");
  return ahead;
}
