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
