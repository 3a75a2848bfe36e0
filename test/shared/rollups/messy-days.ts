import { event, type WarehouseRow } from "../queries/warehouse.ts";

/** Numbers from 0 up to 1, always the same. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const NAMES = [
  "page_view",
  "page_view",
  "product_view",
  "add_to_cart",
  "search",
  "click",
  "purchase",
  "refund",
];
const PRODUCTS = ["shoe", "sock", "hat"];

/**
 * Six days of a shop as no shop should be: devices that several people use, links that were lost, sessions that pass
 * midnight or go on for days, orders that page and server report, on one day and on two, refunds, events of no session,
 * of bots, without amounts.
 */
export function messyDays(seed: number, events = 600): WarehouseRow[] {
  const next = numbers(seed);
  const one = <Value>(of: readonly Value[]): Value => of[Math.floor(next() * of.length)]!;
  const rarely = () => next() < 0.15;
  const item = () => ({
    product_id: one(PRODUCTS),
    name: one(["Shoe", "A shoe", null]),
    price: 5,
    quantity: 1,
  });
  const rows: WarehouseRow[] = [];
  for (let at = 0; at < events; at++) {
    const time = Date.parse("2026-03-02T00:00:00Z") + Math.floor(next() * 6 * 24 * 3600) * 1000;
    const device = `d${Math.floor(next() * 5)}`;
    const isServer = rarely();
    const user = isServer || next() < 0.3 ? `u${Math.floor(next() * 6)}` : null;
    const known = next() < 0.4 ? `u${Math.floor(next() * 6)}` : device;
    const event_name = one(NAMES);
    const price = Math.floor(next() * 100);
    // A session of a device has one number, some are of a day and others of more.
    const session = `s${Math.floor(next() * 2)}-${rarely() ? "long" : new Date(time + 2 * 3_600_000).toISOString().slice(0, 10)}`;
    const isSold = event_name === "purchase" || event_name === "refund";
    rows.push(
      event("", event_name, new Date(time).toISOString().slice(0, 19), {
        anonymous_id: isServer ? null : device,
        user_id: user,
        person_id: user ?? known,
        session_id: rarely() ? null : session,
        session_index: rarely() ? null : 1 + Math.floor(next() * 3),
        session_event_index: rarely() ? null : 1 + Math.floor(next() * 9),
        source: one(["web", "web", "web", "server"]),
        page_host: one(["shop", "blog"]),
        page_path: rarely() ? null : `/${Math.floor(next() * 5)}`,
        device_category: one(["mobile", "desktop", null]),
        geo_country: one(["DE", "FR", null]),
        is_bot: rarely() ? true : one([false, null]),
        x: 10,
        y: 20,
        viewport_w: 100,
        search_term: "shoes",
        product_id: rarely() ? null : one(PRODUCTS),
        product_category: one(["clothes", null]),
        quantity: rarely() ? null : 2,
        price,
        items: next() < 0.5 ? null : [item(), item()],
        ...(isSold && {
          order_id: one([null, "", `o${Math.floor(next() * 20)}`, `o${Math.floor(next() * 20)}`]),
          value: rarely() ? null : price,
          currency: one(["EUR", "EUR", "USD", null]),
          tax: one([1, null]),
        }),
      }),
    );
  }
  return rows;
}
