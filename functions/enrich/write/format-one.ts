import { VERSION_LENGTH } from "../../../shared/redis/facts.ts";
import { noState, type OpenSession } from "../session/state.ts";
import type { LookUpFound } from "./found.ts";
import { placesIn, rearranged, type StateLayout } from "./layouts.ts";
import { type Added, readLines, wholeEvent } from "./memory.ts";
import type { OlderState, Present } from "./other-layout.ts";
import { latestOf, memoryIn, unpackSession } from "./state.ts";
import { TabReader } from "./tabbed.ts";

/** Figures of a session in the first format, which had no number: versions up to 0.2 write it. */
const FIGURES = [
  "session_event_index",
  "session_page_views",
  "session_product_views",
  "session_add_to_carts",
  "session_purchases",
  "session_cart_value",
];
/** What a shared line had of the look-ups. */
const LOOK_UPS = [
  ["geo", ["geo_country", "geo_region", "geo_city", "geo_latitude", "geo_longitude", "geo_timezone"]],
  ["zip", ["zip_state", "zip_population", "zip_median_income"]],
] as const;
const DOUBTFUL = 2;
const SATURDAY = 6;

/**
 * @param start where the header stands
 * @returns undefined where the state is damaged
 */
export function readFormatOne(packed: string, start: number, present: Present): OlderState | undefined {
  const header = new TabReader(packed, start);
  const sessionCount = header.number();
  const earlierCount = header.number();
  const countDoubtful = header.number() === DOUBTFUL;
  const places = placesIn(present.layout.figures, FIGURES);
  const sessions: OpenSession[] = [];
  while (header.more) {
    const session = unpackSession(header, FIGURES.length, 1);
    sessions.push({ ...session, figures: rearranged(session.figures, places) });
  }
  const sound =
    !header.overrun &&
    Number.isInteger(sessionCount + earlierCount) &&
    sessions.every(({ index, startedAt, lastAt }) => Number.isInteger(index + startedAt + lastAt));
  if (!sound) return undefined;
  const memory = memoryIn(packed, earlierCount);
  const events = memory && readLines(memory.earlier, (own, shared) => rememberedOf(own, shared, present));
  if (memory === undefined || events === undefined) return undefined;
  const version = packed.slice(0, VERSION_LENGTH);
  const history = { purchases: Number.NaN, lastAt: latestOf(sessions) };
  return {
    state: { ...noState(), ...history, version, sessionCount, countDoubtful, sessions, memory },
    events,
  };
}

/** An event's own line had the time since the event before in ms. */
function rememberedOf(
  own: TabReader,
  shared: TabReader,
  { layout, lookUps, outcomes }: Present,
): Added["remembered"] | undefined {
  const session = { id: shared.text(), index: shared.number(), startedAt: shared.instant() };
  const found = new Map<string, LookUpFound>();
  for (const [step, names] of LOOK_UPS) {
    const lookUp = lookUps.find((each) => each.step.name === step);
    if (lookUp === undefined) shared.raw(names.length);
    else found.set(step, lookUp.ofValues(lookUp.valuesIn(shared, names)));
  }
  const all = lookUps.map((lookUp) => found.get(lookUp.step.name) ?? lookUp.none);
  const read = { numbers: numbersOf(own, layout), person: "", session, found: all };
  return wholeEvent(own, shared, read, outcomes.before(shared.rest()));
}

function numbersOf(own: TabReader, present: StateLayout): number[] {
  const eventTime = own.instant();
  const processedAt = eventTime + own.number();
  const hour = own.number();
  const day = own.number();
  const late = own.number();
  const eventIndex = own.number();
  const duration = own.number();
  const [views, products, carts, purchases, cart] = [1, 2, 3, 4, 5].map(() => own.number());
  const since = own.optionalNumber();
  const values: Record<string, number | undefined> = {
    event_time: eventTime,
    processed_at: processedAt,
    is_late: late,
    hour_of_day: hour,
    day_of_week: day,
    is_weekend: day >= SATURDAY ? 1 : 0,
    session_duration_ms: duration,
    seconds_since_last_event: since === undefined ? undefined : since / 1000,
    is_new_session: since === undefined ? 1 : 0,
    session_event_index: eventIndex,
    session_page_views: views,
    session_product_views: products,
    session_add_to_carts: carts,
    session_purchases: purchases,
    session_cart_value: cart,
  };
  return present.plain.map((name) => values[name.split(" ")[0]!] ?? Number.NaN);
}
