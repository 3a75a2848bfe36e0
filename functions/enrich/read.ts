import type { RawEvent } from "../../shared/event/raw.ts";
import { TextCache } from "../../shared/event/scan/text-cache.ts";
import { attributeIndex, EventScanner, type ScannedEvent } from "../../shared/event/scan.ts";
import { userOf } from "../../shared/lane.ts";
import { tooLarge } from "./bounds.ts";
import { type Own, ownOf } from "./own.ts";
import type { Addresses } from "./steps/address.ts";
import { namedSource } from "./steps/source.ts";
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
  /** The column of that name, which may also name its folder in the archive. */
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
  const scanned = scanner.scan(bytes);
  // Most events are valid and stored as they came, and are not parsed at all.
  const usual = scanned?.usual ? readScanned(scanned, bytes, true, arrivalTime, addresses) : undefined;
  if (usual !== undefined) return usual;
  const stored = storedForm(bytes, scanned !== undefined);
  if ("reason" in stored) return stored;
  return readScanned(scanner.scan(stored.bytes)!, stored.bytes, stored.named, arrivalTime, addresses)!;
}

const {
  event_id,
  event_name,
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

/**
 * Undefined where the event has no user, or an instant that is none: what a look at each attribute cannot tell.
 * @param named whether `metadata.source`, where it is there, was a text when the event came
 */
function readScanned(
  scanned: ScannedEvent,
  bytes: Buffer,
  named: boolean,
  arrivalTime: number,
  addresses: Addresses,
): ReadEvent | undefined {
  const user = userOf({ user_id: scanned.string(user_id), anonymous_id: scanned.string(anonymous_id) });
  const sent = scanned.instant(client_sent_at);
  const { eventTime, receivedAt } = eventTimeOf(
    scanned.instant(client_created_at)!,
    sent,
    scanned.instant(received_at),
    arrivalTime,
    scanned.receiptKnown,
  );
  if (user === "" || Number.isNaN(eventTime) || Number.isNaN(sent)) return undefined;
  const address = scanned.of(ip, addresses);
  const source = namedSource(scanned, named);
  return {
    event: {
      event_id: scanned.string(event_id)!,
      event_name: scanned.of(event_name, names)!,
      session_id: scanned.string(session_id),
      price: scanned.number(price),
      quantity: scanned.number(quantity),
      ip: address?.ip,
      zip_code: scanned.of(zip_code, names),
      timezone: scanned.of(timezone, names),
    },
    user,
    eventTime,
    receivedAt,
    source: source.name,
    own: ownOf(bytes, scanned, source, address),
  };
}
