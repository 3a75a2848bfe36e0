import { formatUtc } from "../../shared/event/time.ts";
import type { Decided, SessionValues } from "./decided.ts";
import type { EnrichedLine } from "./emit.ts";
import { quoted } from "./json-text.ts";

/** The enriched event as one line of JSON: its own part, then the fields decided, in the order of the schema. */
export function renderLine({ decoded, decided }: EnrichedLine): string {
  const { eventTime, processedAt, surroundings, session } = decided;
  const sourceNamed = decoded.event.session_id !== undefined;
  const times = `,"event_time":"${formatUtc(eventTime)}","processed_at":"${formatUtc(processedAt)}"${localTime(decided)}`;
  const inSession = session === undefined ? "" : renderSession(session, sourceNamed);
  return `${decoded.own}${times}${surroundings.lookUps}${inSession}${surroundings.outcome}}`;
}

/** @param sourceNamed whether the event's own part already carries `session_id` */
function renderSession(session: SessionValues, sourceNamed: boolean): string {
  const { sinceLastMs } = session;
  const id = sourceNamed ? "" : `,"session_id":${quoted(session.id)}`;
  const since =
    sinceLastMs === undefined
      ? ',"is_new_session":true'
      : `,"seconds_since_last_event":${sinceLastMs / 1000},"is_new_session":false`;
  return `${id}${index(session.index)}${eventIndex(session.eventIndex)},"session_started_at":"${formatUtc(session.startedAt)}","session_duration_ms":${session.durationMs}${pageViews(session.pageViews)}${productViews(session.productViews)}${addToCarts(session.addToCarts)}${purchases(session.purchases)},"session_cart_value":${session.cartValue}${since}`;
}

/** Counts below this are written beforehand: a line then has a third fewer pieces that must be joined. */
const USUAL = 64;

function countField(name: string): (count: number) => string {
  const field = (count: number) => `,"${name}":${count}`;
  const usual = Array.from({ length: USUAL }, (_, count) => field(count));
  return (count) => usual[count] ?? field(count);
}

const index = countField("session_index");
const eventIndex = countField("session_event_index");
const pageViews = countField("session_page_views");
const productViews = countField("session_product_views");
const addToCarts = countField("session_add_to_carts");
const purchases = countField("session_purchases");

const HOURS = 24;

/** The local times there are, hour by hour of the days 1–7, and whether the event is late. */
const localTimes = [false, true].map((isLate) =>
  Array.from({ length: 8 * HOURS }, (_, hour) => {
    const day = Math.floor(hour / HOURS);
    return `,"hour_of_day":${hour % HOURS},"day_of_week":${day},"is_weekend":${day >= 6},"is_late":${isLate}`;
  }),
);

function localTime({ hourOfDay, dayOfWeek, isLate }: Decided): string {
  return localTimes[isLate ? 1 : 0]![dayOfWeek * HOURS + hourOfDay]!;
}
