import { expect, test } from "@jest/globals";
import { event, purchase, warehouse } from "./warehouse.ts";

test("countries: visitors, sessions and orders of each, without bots; what is not known is a row of its own", async () => {
  const de = { geo_country: "DE" };
  const { query } = await warehouse({
    events: [
      event("a", "page_view", "10:00:00", de),
      event("a", "page_view", "10:01:00", { ...de, session_id: "a-2" }),
      purchase("b", "10:00:00", 5, { ...de, order_id: "o-1" }),
      purchase("b", "10:00:09", 5, { ...de, order_id: "o-1" }),
      event("c", "page_view", "10:00:00", { geo_country: "FR" }),
      event("robot", "page_view", "10:00:00", { ...de, is_bot: true }),
      purchase("nowhere", "10:00:00", 5),
    ],
  });
  expect(await query("countries")).toEqual([
    { country: "DE", events: 4, visitors: 2, sessions: 3, orders: 1, share_of_events: 0.6667 },
    { country: "FR", events: 1, visitors: 1, sessions: 1, orders: 0, share_of_events: 0.1667 },
    { country: null, events: 1, visitors: 1, sessions: 1, orders: 1, share_of_events: 0.1667 },
  ]);
});
