import { createHash } from "node:crypto";
import type { BaselineEvent } from "./schema.ts";

/** One open session a user, as plain JSON. */
export interface BaselineSession {
  id: string;
  index: number;
  startedAt: number;
  lastAt: number;
  events: number;
  pageViews: number;
  productViews: number;
  addToCarts: number;
  purchases: number;
  cartValue: number;
}

const IDLE = 30 * 60_000;
const CAP = 24 * 3_600_000;

export function foldSession(
  before: BaselineSession | undefined,
  event: BaselineEvent,
  user: string,
  at: number,
) {
  const continues =
    before &&
    (event.session_id
      ? before.id === event.session_id
      : at - before.lastAt <= IDLE && at - before.startedAt <= CAP);
  const base = continues ? before : opened(before, event, user, at);
  const value = (event.price ?? 0) * (event.quantity ?? 1);
  const counted = (name: string) => (event.event_name === name ? 1 : 0);
  const cart = base.cartValue + counted("add_to_cart") * value - counted("remove_from_cart") * value;
  const session: BaselineSession = {
    ...base,
    startedAt: Math.min(base.startedAt, at),
    lastAt: Math.max(base.lastAt, at),
    events: base.events + 1,
    pageViews: base.pageViews + counted("page_view"),
    productViews: base.productViews + counted("product_view"),
    addToCarts: base.addToCarts + counted("add_to_cart"),
    purchases: base.purchases + counted("purchase"),
    cartValue: counted("purchase") ? 0 : Math.max(0, Math.round(cart * 10_000) / 10_000),
  };
  return {
    session,
    fields: fieldsOf(session, continues ? Math.max(0, at - before.lastAt) / 1000 : undefined),
  };
}

function opened(
  before: BaselineSession | undefined,
  event: BaselineEvent,
  user: string,
  at: number,
): BaselineSession {
  return {
    id: event.session_id ?? createHash("md5").update(`${user}\n${event.event_id}`).digest("hex"),
    index: (before?.index ?? 0) + 1,
    startedAt: at,
    lastAt: at,
    events: 0,
    pageViews: 0,
    productViews: 0,
    addToCarts: 0,
    purchases: 0,
    cartValue: 0,
  };
}

function fieldsOf(session: BaselineSession, secondsSinceLast: number | undefined) {
  return {
    session_id: session.id,
    session_index: session.index,
    session_event_index: session.events,
    session_started_at: new Date(session.startedAt).toISOString(),
    session_duration_ms: session.lastAt - session.startedAt,
    session_page_views: session.pageViews,
    session_product_views: session.productViews,
    session_add_to_carts: session.addToCarts,
    session_purchases: session.purchases,
    session_cart_value: session.cartValue,
    seconds_since_last_event: secondsSinceLast,
    is_new_session: secondsSinceLast === undefined,
  };
}
