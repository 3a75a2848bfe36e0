import { createHash } from "node:crypto";
import { channelOf } from "../../../functions/enrich/steps/channel.ts";
import { channels } from "../../../shared/custom/channels.ts";
import type { Touch } from "../../../shared/steps/touch.ts";
import type { BaselineEvent } from "./schema.ts";

/** What is known of a device between its sessions. */
export interface BaselineHistory {
  linkedUser?: string;
  purchases: number;
  lastAt?: number;
}

/** One open session a device, as plain JSON. */
export interface BaselineSession {
  user?: string;
  purchasesBefore: number;
  daysSince: number | undefined;
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
  /** Whether anything has told how the visitor arrived, and what brought him. */
  told: boolean;
  touch?: BaselineTouch;
}

/** What an event says of how the visitor arrived. */
export type BaselineTouch = Partial<Touch>;

const IDLE = 30 * 60_000;
const CAP = 24 * 3_600_000;

export function foldSession(
  before: BaselineSession | undefined,
  history: BaselineHistory,
  event: BaselineEvent,
  device: string,
  at: number,
  arrival: BaselineTouch,
) {
  const user = event.user_id ?? history.linkedUser;
  const another = before?.user !== undefined && before.user !== user && !event.session_id;
  const continues =
    before &&
    !another &&
    (event.session_id
      ? before.id === event.session_id
      : at - before.lastAt <= IDLE && at - before.startedAt <= CAP);
  const base = continues ? before : opened(before, history, event, device, at);
  const value = valueOfEvent(event) ?? 0;
  const counted = (name: string) => (event.event_name === name ? 1 : 0);
  const cart = base.cartValue + counted("add_to_cart") * value - counted("remove_from_cart") * value;
  const session: BaselineSession = {
    ...base,
    user,
    startedAt: Math.min(base.startedAt, at),
    lastAt: Math.max(base.lastAt, at),
    events: base.events + 1,
    pageViews: base.pageViews + counted("page_view"),
    productViews: base.productViews + counted("product_view"),
    addToCarts: base.addToCarts + counted("add_to_cart"),
    purchases: base.purchases + counted("purchase"),
    cartValue: counted("purchase") ? 0 : Math.max(0, Math.round(cart * 10_000) / 10_000),
    ...touched(base, arrival),
  };
  const after: BaselineHistory = {
    linkedUser: user,
    purchases: history.purchases + counted("purchase"),
    lastAt: Math.max(history.lastAt ?? at, at),
  };
  return {
    session,
    history: after,
    fields: fieldsOf(session, continues ? Math.max(0, at - before.lastAt) / 1000 : undefined),
  };
}

/** The last campaign counts; a referrer only where the session begins. */
function touched({ told, touch }: BaselineSession, arrival: BaselineTouch) {
  const { referrer_medium, referrer_source, ...campaign } = arrival;
  const internal = referrer_medium === "internal";
  const own = internal ? campaign : arrival;
  if (Object.values(campaign).some((value) => value !== undefined)) return { told: true, touch: own };
  if (told || referrer_medium === undefined) return { told, touch };
  return { told: true, touch: internal ? undefined : own };
}

/** What the event is worth. */
export function valueOfEvent({
  order_value,
  items = [],
  price,
  quantity,
}: BaselineEvent): number | undefined {
  const priced = items.filter((item) => item.price !== undefined);
  const sum = priced.reduce((total, item) => total + item.price! * (item.quantity ?? 1), 0);
  const value =
    order_value ?? (priced.length > 0 ? sum : price === undefined ? undefined : price * (quantity ?? 1));
  return value === undefined ? undefined : Math.round(value * 10_000) / 10_000;
}

function opened(
  before: BaselineSession | undefined,
  { purchases, lastAt }: BaselineHistory,
  event: BaselineEvent,
  device: string,
  at: number,
): BaselineSession {
  const days = lastAt === undefined ? undefined : Math.max(0, at - lastAt) / 86_400_000;
  return {
    purchasesBefore: purchases,
    daysSince: days && Math.round(days * 10_000) / 10_000,
    id: event.session_id ?? createHash("md5").update(`${device}\n${event.event_id}`).digest("hex"),
    index: (before?.index ?? 0) + 1,
    startedAt: at,
    lastAt: at,
    events: 0,
    pageViews: 0,
    productViews: 0,
    addToCarts: 0,
    purchases: 0,
    cartValue: 0,
    told: false,
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
    purchases_before: session.purchasesBefore,
    days_since_session: session.daysSince,
    seconds_since_last_event: secondsSinceLast,
    is_new_session: secondsSinceLast === undefined,
    ...Object.fromEntries(
      Object.entries(session.touch ?? {}).map(([name, value]) => [`session_${name}`, value]),
    ),
    session_channel: channelOf(session.touch as Touch | undefined, channels),
  };
}
