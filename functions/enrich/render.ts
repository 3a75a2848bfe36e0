import { TextBuffer } from "../../shared/text-buffer.ts";
import type { Decided, SessionValues } from "./decided.ts";
import type { EnrichedLine } from "./emit.ts";
import { fragment } from "./json-text.ts";
import { writeOwn } from "./own.ts";

/** Writes the enriched event as one line of JSON: its own part, then the fields decided, in the order of the schema. */
export function writeLine(out: TextBuffer, { decoded, decided }: EnrichedLine): void {
  const { eventTime, processedAt, surroundings, session } = decided;
  writeOwn(out, decoded.own);
  out.ascii(',"event_time":"');
  out.utc(eventTime);
  out.ascii('","processed_at":"');
  out.utc(processedAt);
  out.bytes(localTime(decided));
  out.bytes(surroundings.lookUps);
  if (session !== undefined) writeSession(out, session, decoded.event.session_id !== undefined);
  out.bytes(surroundings.outcome);
}

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
    out.ascii(',"session_id":');
    out.quoted(session.id);
  }
  writeCount(out, index, session.index);
  writeCount(out, eventIndex, session.eventIndex);
  out.ascii(',"session_started_at":"');
  out.utc(session.startedAt);
  out.ascii('","session_duration_ms":');
  out.number(session.durationMs);
  writeCount(out, pageViews, session.pageViews);
  writeCount(out, productViews, session.productViews);
  writeCount(out, addToCarts, session.addToCarts);
  writeCount(out, purchases, session.purchases);
  out.ascii(',"session_cart_value":');
  out.number(session.cartValue);
  if (sinceLastMs === undefined) {
    out.ascii(',"is_new_session":true');
    return;
  }
  out.ascii(',"seconds_since_last_event":');
  out.thousandths(sinceLastMs);
  out.ascii(',"is_new_session":false');
}

function writeCount(out: TextBuffer, name: string, count: number): void {
  out.ascii(name);
  out.number(count);
}

const index = ',"session_index":';
const eventIndex = ',"session_event_index":';
const pageViews = ',"session_page_views":';
const productViews = ',"session_product_views":';
const addToCarts = ',"session_add_to_carts":';
const purchases = ',"session_purchases":';

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
