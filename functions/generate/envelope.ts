import type { RawEvent } from "../../shared/event/raw.ts";
import { formatUtc } from "../../shared/event/time.ts";
import type { Random } from "./random.ts";
import type { Shopper } from "./shop/shopper.ts";
import type { VisitorAction } from "./shop/visit.ts";

const SCHEMA_VERSION = "1.0";
const SDK = { web: "web-2.4.1", ios: "ios-7.12.0", android: "android-7.12.0" } as const;

/** What a client adds to an action before it sends it, and the server when it takes it at `receivedAt` (epoch ms). */
export function envelop(
  action: VisitorAction,
  shopper: Shopper,
  ids: { event_id: string; user_id: string | undefined; session_id: string | undefined },
  receivedAt: number,
  random: Random,
): RawEvent {
  const { device, city } = shopper;
  const [width, height] = device.screen;
  const sent = receivedAt - random.between(15, 180);
  const created = sent - heldBack(random, device.source);
  // One literal in one order, so that all events share one shape; JSON leaves out what is undefined.
  return {
    event_id: ids.event_id,
    event_name: action.event_name,
    app_id: "shop",
    schema_version: SCHEMA_VERSION,
    platform: device.source,
    client_created_at: formatUtc(created + shopper.clockSkew),
    client_sent_at: formatUtc(sent + shopper.clockSkew),
    received_at: formatUtc(receivedAt),
    user_id: ids.user_id,
    anonymous_id: shopper.anonymousId,
    session_id: ids.session_id,
    timezone: city.timezone,
    locale: shopper.locale,
    ip: shopper.ip,
    zip_code: city.zip?.code,
    user_agent: device.userAgent,
    page_url: action.page_url,
    page_title: action.page_title,
    page_referrer: action.page_referrer,
    device_type: device.type,
    region: city.region,
    viewport_w: width,
    viewport_h: device.type === "desktop" ? height - 130 : height,
    screen_w: width,
    screen_h: height,
    x: action.x,
    y: action.y,
    element: action.element,
    product_id: action.product_id,
    product_category: action.product_category,
    price: action.price,
    quantity: action.quantity,
    currency: action.currency,
    order_id: action.order_id,
    order_value: action.order_value,
    tax: action.tax,
    shipping: action.shipping,
    discount: action.discount,
    coupon: action.coupon,
    items: action.items,
    search_term: action.search_term,
    metadata: { source: device.source, sdk: SDK[device.source] },
    properties: action.properties,
  } as RawEvent;
}

const HOUR = 3_600_000;

/** How long a client holds an event before it sends it, ms: apps send in bundles, and are offline now and then. */
function heldBack(random: Random, source: Shopper["device"]["source"]): number {
  if (source === "web") return random.below(400);
  if (random.chance(0.0005)) return random.between(73 * HOUR, 100 * HOUR);
  return random.chance(0.004) ? random.between(0.2 * HOUR, 2 * HOUR) : random.below(1_500);
}
