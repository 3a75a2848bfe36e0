import type { FieldsOf } from "../../../shared/event/enriched.ts";
import { money } from "../../../shared/event/value.ts";

/** What a figure may ask of an event. */
export interface CountedEvent {
  event_name: string;
  /** What it is worth (`eventValue`); undefined where it names no amount. */
  value: number | undefined;
}

/** What is known of a device when it opens a session. */
export interface History {
  /** purchase events so far. */
  purchases: number;
  /** The latest event_time so far, epoch ms; NaN for none. */
  lastAt: number;
}

/** A figure that is kept for each open session: where it begins, and what an event makes of it. */
interface Figure {
  /** @param at event_time of the event that opens the session, epoch ms */
  start: number | ((history: History, at: number) => number);
  count(value: number, event: CountedEvent): number;
}

/** Fields of a session that the fold itself gives: when it began, and where in it the event stands. */
export const sessionFrame = [
  "session_id",
  "session_index",
  "session_started_at",
  "session_duration_ms",
  "seconds_since_last_event",
  "is_new_session",
] as const satisfies (keyof FieldsOf<"session">)[];

export type FigureName = Exclude<keyof FieldsOf<"session">, (typeof sessionFrame)[number]>;

const eventsNamed = (name: string): Figure => ({
  start: 0,
  count: (value, event) => (event.event_name === name ? value + 1 : value),
});

const DAY_MS = 86_400_000;

/** Ten thousandths of a day: nine seconds are near enough, and a short number is stored with every event. */
const days = (ms: number): number => Math.round((Math.max(ms, 0) / DAY_MS) * 10_000) / 10_000;

const setAtStart = (start: Figure["start"]): Figure => ({ start, count: (value) => value });

/**
 * The figures of a session, each a field of the schema and in its order. State, memory and line follow from this table;
 * what was written with another one is still read (`write/layouts.ts`).
 */
const figures: Readonly<Record<FigureName, Figure>> = {
  session_event_index: { start: 0, count: (value) => value + 1 },
  session_page_views: eventsNamed("page_view"),
  session_product_views: eventsNamed("product_view"),
  session_add_to_carts: eventsNamed("add_to_cart"),
  session_purchases: eventsNamed("purchase"),
  session_cart_value: { start: 0, count: cartValue },
  purchases_before: setAtStart(({ purchases }) => purchases),
  days_since_session: setAtStart(({ lastAt }, at) => days(at - lastAt)),
};

export const figureNames = Object.keys(figures) as FigureName[];

const counts = Object.values(figures).map(({ count }) => count);
const starts = Object.values(figures).map(({ start }) => start);

/** @param at event_time of the event that opens the session, epoch ms */
export const startFigures = (history: History, at: number): number[] =>
  starts.map((start) => (typeof start === "number" ? start : start(history, at)));

/** Counts an event, in place. A figure that is not known (NaN) stays so until an event sets it anew, as a purchase does. */
export function countEvent(values: number[], event: CountedEvent): void {
  for (let each = 0; each < counts.length; each += 1) values[each] = counts[each]!(values[each]!, event);
}

function cartValue(total: number, { event_name, value = 0 }: CountedEvent): number {
  switch (event_name) {
    case "add_to_cart":
      return Math.max(money(total + value), 0);
    case "remove_from_cart":
      return Math.max(money(total - value), 0);
    case "purchase":
      return 0;
    default:
      return total;
  }
}
