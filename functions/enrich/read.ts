import type { RawEvent } from "../../shared/event/raw.ts";
import { TextCache } from "../../shared/event/scan/text-cache.ts";
import { attributeIndex, EventScanner, type ScannedEvent } from "../../shared/event/scan.ts";
import { userOf } from "../../shared/lane.ts";
import type { StreamRecord } from "../../shared/stream.ts";
import { tooLarge } from "./bounds.ts";
import { fingerprintOf } from "./steps/fingerprint.ts";
import { type NamedSource, namedSource } from "./steps/source.ts";
import { eventTimeOf } from "./steps/time.ts";
import { type Refusal, storedForm } from "./stored-form.ts";
import type { LookUp } from "./write/found.ts";
import { type Spliced, splice } from "./write/splice.ts";
import type { Texts } from "./write/texts.ts";

/**
 * A valid event with its place: what of its line follows from its own bytes, in pieces that are there anyway, and the
 * few values that more depends on. The rest of it is let go at once: were it kept until the batch is done, the garbage
 * collector would copy three kilobytes an event.
 */
export interface ReadEvent {
  event: KeptEvent;
  user: string;
  /** Epoch ms: when it happened by the server's clock, and when it was received. */
  eventTime: number;
  receivedAt: number;
  /** The column of that name, which may also name its folder in the archive. */
  source: NamedSource;
  /** What each look-up step looks up; undefined where the event does not say. */
  keys: readonly (string | undefined)[];
  stored: Spliced;
  /** What each text step gives, as fields that continue a JSON object. */
  pieces: readonly Uint8Array[];
  /** Names of text steps that failed; nearly always none. */
  failedSteps: readonly string[];
  fingerprint: string;
  /** As it came. */
  bytes: Uint8Array;
  record: StreamRecord;
  /** Its place in the record's pack. */
  index: number;
}

/** What the session and the local time ask of an event. */
export type KeptEvent = Pick<
  RawEvent,
  "event_id" | "event_name" | "session_id" | "price" | "quantity" | "timezone"
>;

/** What reading asks of the `Enrichment`. */
interface ReadSteps {
  texts: Texts;
  lookUps: readonly LookUp[];
  noKeys: readonly (string | undefined)[];
}

/** For one event at a time; nothing of it outlives the call. */
const scanner = new EventScanner();

/** Texts that many events share: one of each, which is then found by identity. */
const names = new TextCache(16_384, (text) => text);

/**
 * The bytes of one user record → the event, or what is wrong with it. Never throws.
 * @param index the event's place in the record's pack
 */
export function readEvent(
  entry: Uint8Array,
  record: StreamRecord,
  index: number,
  enrichment: ReadSteps,
): ReadEvent | Refusal {
  const large = tooLarge(entry);
  if (large) return { stage: "decode", reason: "oversize", errors: [large] };
  const bytes = Buffer.isBuffer(entry) ? entry : Buffer.from(entry.buffer, entry.byteOffset, entry.length);
  const scanned = scanner.scan(bytes);
  // Most events are valid and stored as they came, and are not parsed at all.
  const usual = scanned?.usual
    ? readScanned(scanned, bytes, true, entry, record, index, enrichment)
    : undefined;
  if (usual !== undefined) return usual;
  const stored = storedForm(bytes, scanned !== undefined);
  if ("reason" in stored) return stored;
  return readScanned(
    scanner.scan(stored.bytes)!,
    stored.bytes,
    stored.named,
    entry,
    record,
    index,
    enrichment,
  )!;
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
  price,
  quantity,
} = attributeIndex;

/**
 * Undefined where the event has no user, or an instant that is none: what a look at each attribute cannot tell.
 * @param scanned of these bytes
 * @param named whether `metadata.source`, where it is there, was a text when the event came
 */
function readScanned(
  scanned: ScannedEvent,
  bytes: Buffer,
  named: boolean,
  entry: Uint8Array,
  record: StreamRecord,
  index: number,
  { texts, lookUps, noKeys }: ReadSteps,
): ReadEvent | undefined {
  const user = userOf({ user_id: scanned.string(user_id), anonymous_id: scanned.string(anonymous_id) });
  const sent = scanned.instant(client_sent_at);
  const receivedAt = scanned.instant(received_at) ?? record.arrivalTime;
  const created = scanned.instant(client_created_at)!;
  const eventTime = eventTimeOf(created, sent, receivedAt, scanned.receiptKnown);
  if (user === "" || Number.isNaN(eventTime) || Number.isNaN(sent)) return undefined;
  const pieces = texts.of(scanned);
  return {
    event: {
      event_id: scanned.string(event_id)!,
      event_name: scanned.of(event_name, names)!,
      session_id: scanned.string(session_id),
      price: scanned.number(price),
      quantity: scanned.number(quantity),
      timezone: scanned.of(timezone, names),
    },
    user,
    eventTime,
    receivedAt,
    source: namedSource(scanned, named),
    keys: keysOf(scanned, lookUps, noKeys.slice()),
    stored: splice(bytes, scanned),
    pieces,
    failedSteps: texts.failed,
    fingerprint: fingerprintOf(bytes, scanned),
    bytes: entry,
    record,
    index,
  };
}

function keysOf(
  scanned: ScannedEvent,
  lookUps: readonly LookUp[],
  keys: (string | undefined)[],
): readonly (string | undefined)[] {
  for (let at = 0; at < lookUps.length; at += 1) {
    const { text, attribute } = lookUps[at]!;
    keys[at] = text === undefined ? scanned.of(attribute, names) : text.current?.text;
  }
  return keys;
}
