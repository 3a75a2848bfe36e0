import { type EventMarks, givenFacts } from "../../shared/event/given.ts";
import { idleId } from "../../shared/event/no-id.ts";
import type { RawEvent } from "../../shared/event/raw.ts";
import { MAX_AHEAD_MS } from "../../shared/event/receipt.ts";
import { TextCache } from "../../shared/event/scan/text-cache.ts";
import { attributeIndex, EventScanner, type ScannedEvent } from "../../shared/event/scan.ts";
import { type Marks, noMarks } from "../../shared/event/validate.ts";
import { eventValue } from "../../shared/event/value.ts";
import { deviceOf } from "../../shared/lane.ts";
import type { KeptEvent } from "../../shared/steps/contract.ts";
import type { StreamRecord } from "../../shared/stream.ts";
import { tooLarge } from "./bounds.ts";
import type { PersonalProperties } from "./personal-properties.ts";
import type { ReadArrival } from "./read-arrival.ts";
import type { Arrival } from "./session/arrival.ts";
import { fingerprintOf } from "./steps/fingerprint.ts";
import { type NamedSource, namedSource } from "./steps/source.ts";
import { eventTimeOf } from "./steps/time.ts";
import { type Refusal, type StoredForm, storedForm } from "./stored-form.ts";
import type { EventLookUp } from "./write/event-look-up.ts";
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
  /** Whose state it is counted in (`deviceOf`). */
  device: string;
  /** Epoch ms: when it happened by the server's clock, and when it was received. */
  eventTime: number;
  receivedAt: number;
  /** When its client says that it happened, epoch ms, where `eventTime` is another one for each arrival; else NaN. */
  unsteadyAt: number;
  /** The column of that name, which may also name its folder in the archive. */
  source: NamedSource;
  /** What each look-up step looks up (`Enrichment.tables`); undefined where the event does not say. */
  keys: readonly (string | undefined)[];
  /** What it says of how the visitor arrived. */
  arrival: Arrival | undefined;
  stored: Spliced;
  /** What each text step gives, as fields that continue a JSON object. */
  pieces: readonly Uint8Array[];
  /** The same of the text steps of one's own; undefined where no step of one's own is in force. */
  custom: readonly Uint8Array[] | undefined;
  /** What it says itself of fields that plain steps of one's own depend on; nearly always undefined. */
  customAfter: ReadonlyMap<string, string> | undefined;
  /** Names of text steps that failed; nearly always none. */
  failedSteps: readonly string[];
  /** Which of its attributes did not fit, and which facts it brought; nearly always none. */
  marks: EventMarks;
  fingerprint: string;
  /** As it came. */
  bytes: Uint8Array;
  record: StreamRecord;
  /** Its place in the record's pack. */
  index: number;
}

/** What text steps make of an event. */
interface TextsRead {
  pieces: readonly Uint8Array[];
  failed: readonly string[];
  after: ReadonlyMap<string, string> | undefined;
}

/** What reading asks of the `Enrichment`. */
interface ReadSteps {
  texts: Texts;
  arrivalIn: ReadArrival;
  custom: { read(scanned: ScannedEvent): TextsRead } | undefined;
  lookUps: readonly LookUp[];
  eventLookUps: readonly EventLookUp[];
  noKeys: readonly (string | undefined)[];
  /** What takes personal properties out; undefined where they are stored as they come. */
  personal: PersonalProperties | undefined;
}

/** For one event at a time; nothing of it outlives the call. */
const plainScanner = new EventScanner();

/**
 * Texts that many events share: one of each, as names of properties are kept, which are told apart by a look at where
 * they are and not at what they say.
 */
const names = new TextCache(16_384, (text) => Object.keys({ [text]: true })[0]!);

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
  const { personal } = enrichment;
  const scanner = personal === undefined ? plainScanner : personal.scanner;
  const scanned = scanner.scan(bytes);
  // Most events are valid and stored as they came, and are not parsed at all.
  const usual = scanned?.usual
    ? readScanned(
        scanned,
        { bytes, named: true, marks: undefined, isValueLost: false },
        entry,
        record,
        index,
        enrichment,
      )
    : undefined;
  if (usual !== undefined) return usual;
  const stored = storedForm(bytes, scanned !== undefined, record.arrivalTime, personal);
  if ("reason" in stored) return stored;
  return readScanned(plainScanner.scan(stored.bytes)!, stored, entry, record, index, enrichment)!;
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
  order_value,
  items,
  geo_timezone,
} = attributeIndex;

/**
 * Undefined where an event that nobody has checked is not valid after all: what a look at each attribute by itself cannot
 * tell.
 * @param scanned of the stored form's bytes
 * @param marks undefined where the event has not been checked
 */
function readScanned(
  scanned: ScannedEvent,
  { bytes, named, marks, isValueLost }: Omit<StoredForm, "marks"> & { marks: Marks | undefined },
  entry: Uint8Array,
  record: StreamRecord,
  index: number,
  { texts, arrivalIn, custom, lookUps, eventLookUps, noKeys }: ReadSteps,
): ReadEvent | undefined {
  const user = scanned.string(user_id);
  const ids = { user_id: user, anonymous_id: scanned.string(anonymous_id) };
  const device = deviceOf(ids);
  const sent = scanned.instant(client_sent_at);
  const received = scanned.instant(received_at);
  const receivedAt = received ?? record.arrivalTime;
  const created = scanned.instant(client_created_at)!;
  const eventTime = eventTimeOf(created, sent, receivedAt, scanned.receiptKnown);
  if (marks === undefined) {
    if (idleId(ids) !== undefined) return undefined;
    if (device === "" || Number.isNaN(eventTime) || Number.isNaN(sent)) return undefined;
    const latest = Math.max(created, sent ?? created) - MAX_AHEAD_MS;
    if (latest > receivedAt || receivedAt - MAX_AHEAD_MS > record.arrivalTime) return undefined;
  }
  const isCorrected = sent !== undefined && scanned.receiptKnown;
  const isSteady = received !== undefined || !(isCorrected || created > receivedAt);
  const pieces = texts.of(scanned);
  const given = custom?.read(scanned);
  const event: KeptEvent = {
    event_id: scanned.string(event_id)!,
    event_name: scanned.of(event_name, names)!,
    user_id: user,
    session_id: scanned.string(session_id),
    value: isValueLost ? undefined : valueOfEvent(scanned),
    timezone: scanned.of(timezone, names) ?? scanned.of(geo_timezone, names),
  };
  const keys = keysOf(scanned, lookUps, noKeys.slice());
  for (let at = 0; at < eventLookUps.length; at += 1) {
    const { step, attribute } = eventLookUps[at]!;
    if (step.concerns(event)) keys[lookUps.length + at] = scanned.of(attribute, names) || undefined;
  }
  return {
    event,
    device,
    eventTime,
    receivedAt,
    unsteadyAt: isSteady ? Number.NaN : created,
    source: namedSource(scanned, named),
    keys,
    arrival: arrivalIn(scanned),
    stored: splice(bytes, scanned),
    pieces,
    custom: given?.pieces,
    customAfter: given?.after,
    failedSteps: given === undefined ? texts.failed : [...texts.failed, ...given.failed],
    marks: scanned.given === 0 ? (marks ?? noMarks) : withGiven(scanned.given, marks),
    fingerprint: fingerprintOf(bytes, scanned),
    bytes: entry,
    record,
    index,
  };
}

function withGiven(given: number, marks: Marks | undefined): EventMarks {
  const { status } = givenFacts(given);
  return marks === undefined || marks === noMarks ? status : { ...marks, ...status };
}

function valueOfEvent(scanned: ScannedEvent): number | undefined {
  const unit = scanned.number(price);
  // Most events are of one product or none.
  if (!scanned.has(items) && !scanned.has(order_value))
    return unit === undefined ? undefined : eventValue({ price: unit, quantity: scanned.number(quantity) });
  return eventValue({
    order_value: scanned.number(order_value),
    items: scanned.list(items) as RawEvent["items"],
    price: unit,
    quantity: scanned.number(quantity),
  });
}

function keysOf(
  scanned: ScannedEvent,
  lookUps: readonly LookUp[],
  keys: (string | undefined)[],
): (string | undefined)[] {
  const given = scanned.given === 0 ? 0 : givenFacts(scanned.given).fields;
  for (let at = 0; at < lookUps.length; at += 1) {
    const { text, attribute, bits } = lookUps[at]!;
    // What the source knows is not looked up.
    if ((bits & given) !== 0) continue;
    keys[at] = text === undefined ? scanned.of(attribute, names) : text.current?.text;
  }
  return keys;
}
