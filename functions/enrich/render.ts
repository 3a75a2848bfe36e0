import { BoundedCache } from "../../shared/bounded-cache.ts";
import { TextBuffer } from "../../shared/json/text-buffer.ts";
import type { Decided, SessionValues } from "./decided.ts";
import type { EnrichedLine } from "./emit.ts";
import { fragment } from "./json-text.ts";
import { writeOwn } from "./own.ts";

/** Writes the enriched event as one line of JSON: its own part, then the fields decided, in the order of the schema. */
export function writeLine(out: TextBuffer, { decoded, decided }: EnrichedLine): void {
  const { eventTime, processedAt, surroundings, session } = decided;
  writeOwn(out, decoded.own);
  out.bytes(EVENT_TIME);
  out.utc(eventTime);
  out.bytes(PROCESSED_AT);
  out.utc(processedAt);
  out.bytes(localTime(decided));
  out.bytes(surroundings.lookUps);
  if (session !== undefined) writeSession(out, session, decoded.event.session_id !== undefined);
  out.bytes(surroundings.outcome);
}

const EVENT_TIME = fragment(',"event_time":"');
const PROCESSED_AT = fragment('","processed_at":"');

/** The line as a text, for the few that are needed alone. */
export function renderLine(line: EnrichedLine): string {
  const out = new TextBuffer(4096);
  writeLine(out, line);
  return out.view().toString();
}

/** @param sourceNamed whether the event's own part already carries `session_id` */
function writeSession(out: TextBuffer, session: SessionValues, sourceNamed: boolean): void {
  const { sinceLastMs } = session;
  if (!sourceNamed) {
    out.bytes(SESSION_ID);
    out.quoted(session.id);
  }
  out.bytes(ordinalsOf(session));
  out.utc(session.startedAt);
  out.bytes(DURATION);
  out.number(session.durationMs);
  out.bytes(countsOf(session));
  out.number(session.cartValue);
  if (sinceLastMs === undefined) {
    out.bytes(NEW);
    return;
  }
  out.bytes(SINCE_LAST);
  out.thousandths(sinceLastMs);
  out.bytes(CONTINUED);
}

const SESSION_ID = fragment(',"session_id":');
const DURATION = fragment('","session_duration_ms":');
const NEW = fragment(',"is_new_session":true');
const SINCE_LAST = fragment(',"seconds_since_last_event":');
const CONTINUED = fragment(',"is_new_session":false');

/** Nearly all sessions have small numbers, which are rendered once: a line has four pieces instead of sixteen. */
const ordinals = new BoundedCache<Uint8Array, number>(10_000);
const counts = new BoundedCache<Uint8Array, number>(10_000);

function ordinalsOf({ index, eventIndex }: SessionValues): Uint8Array {
  const key = index < 1024 && eventIndex < 1024 ? index * 1024 + eventIndex : undefined;
  return rendered(
    ordinals,
    key,
    () => `,"session_index":${index},"session_event_index":${eventIndex},"session_started_at":"`,
  );
}

function countsOf({ pageViews, productViews, addToCarts, purchases }: SessionValues): Uint8Array {
  const small = pageViews < 128 && productViews < 128 && addToCarts < 128 && purchases < 128;
  const key = small ? ((pageViews * 128 + productViews) * 128 + addToCarts) * 128 + purchases : undefined;
  return rendered(
    counts,
    key,
    () =>
      `,"session_page_views":${pageViews},"session_product_views":${productViews},"session_add_to_carts":${addToCarts},"session_purchases":${purchases},"session_cart_value":`,
  );
}

function rendered(
  cache: BoundedCache<Uint8Array, number>,
  key: number | undefined,
  json: () => string,
): Uint8Array {
  if (key === undefined) return fragment(json());
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = fragment(json());
  cache.set(key, made);
  return made;
}

const HOURS = 24;

/** The local times there are, hour by hour of the days 1–7, and whether the event is late; after a text without its quote. */
const localTimes = [false, true].map((isLate) =>
  Array.from({ length: 8 * HOURS }, (_, hour) => {
    const day = Math.floor(hour / HOURS);
    return fragment(
      `","hour_of_day":${hour % HOURS},"day_of_week":${day},"is_weekend":${day >= 6},"is_late":${isLate}`,
    );
  }),
);

function localTime({ hourOfDay, dayOfWeek, isLate }: Decided): Uint8Array {
  return localTimes[isLate ? 1 : 0]![dayOfWeek * HOURS + hourOfDay]!;
}
