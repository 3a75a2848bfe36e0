import type { RawEvent } from "../../shared/event/raw.ts";
import { TextCache } from "../../shared/event/scan/text-cache.ts";
import { attributeIndex, EventScanner } from "../../shared/event/scan.ts";
import { tooLarge } from "./bounds.ts";
import { type Own, ownOf } from "./own.ts";
import type { Addresses } from "./steps/address.ts";
import { eventTimeOf } from "./steps/time.ts";
import { type Refusal, storedForm } from "./stored-form.ts";

/**
 * A valid event: its own part of the line, and the few values that more is decided by. The rest of it is let go at
 * once: were it kept until the batch is done, the garbage collector would copy three kilobytes an event.
 */
export interface ReadEvent {
  event: KeptEvent;
  user: string;
  /** Epoch ms: when it happened by the server's clock, and when it was received. */
  eventTime: number;
  receivedAt: number;
  /** Source that its archive partition is named after. */
  source: string;
  own: Own;
}

/** What the session and the look-ups ask of an event. */
export type KeptEvent = Pick<
  RawEvent,
  "event_id" | "event_name" | "session_id" | "price" | "quantity" | "ip" | "zip_code" | "timezone"
>;

/** For one event at a time; nothing of it outlives the call. */
const scanner = new EventScanner();

/** Texts that many events share: one of each, which is then found by identity. */
const names = new TextCache(16_384, (text) => text);

/**
 * The bytes of one user record → the event, or what is wrong with it. Never throws.
 * @param arrivalTime epoch ms at which the stream took the record
 */
export function readEvent(entry: Uint8Array, arrivalTime: number, addresses: Addresses): ReadEvent | Refusal {
  const large = tooLarge(entry);
  if (large) return { stage: "decode", reason: "oversize", errors: [large] };
  const bytes = Buffer.isBuffer(entry) ? entry : Buffer.from(entry.buffer, entry.byteOffset, entry.length);
  // Most events are valid and stored as they came, and are not parsed at all.
  const usual = scanner.scan(bytes) && scanner.usual ? scanned(bytes, arrivalTime, addresses) : undefined;
  if (usual !== undefined) return usual;
  const stored = storedForm(bytes);
  if ("reason" in stored) return stored;
  scanner.scan(stored);
  return scanned(stored, arrivalTime, addresses)!;
}

const {
  event_id,
  event_name,
  app_id,
  client_created_at,
  client_sent_at,
  received_at,
  user_id,
  anonymous_id,
  session_id,
  timezone,
  ip,
  zip_code,
  price,
  quantity,
} = attributeIndex;

/** Undefined where the event has no user, or an instant that is none: what a look at each attribute cannot tell. */
function scanned(bytes: Buffer, arrivalTime: number, addresses: Addresses): ReadEvent | undefined {
  const user = scanner.text(user_id) ?? scanner.text(anonymous_id);
  const { eventTime, receivedAt } = eventTimeOf(
    scanner.instant(client_created_at)!,
    scanner.instant(client_sent_at),
    scanner.instant(received_at),
    arrivalTime,
  );
  if (user === undefined || Number.isNaN(eventTime)) return undefined;
  const address = scanner.of(ip, addresses);
  return {
    event: {
      event_id: scanner.text(event_id)!,
      event_name: scanner.of(event_name, names)!,
      session_id: scanner.text(session_id),
      price: scanner.number(price),
      quantity: scanner.number(quantity),
      ip: address?.ip,
      zip_code: scanner.of(zip_code, names),
      timezone: scanner.of(timezone, names),
    },
    user,
    eventTime,
    receivedAt,
    source: scanner.ofSource(names) || scanner.of(app_id, names)!,
    own: ownOf(bytes, scanner, address),
  };
}
