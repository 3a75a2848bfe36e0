import { expect, test } from "@jest/globals";
import { event, purchase, warehouse } from "../warehouse.ts";

const one = { event_id: "1" };
const two = { event_id: "2" };

test.each([
  {
    what: "the first of two reports of an order",
    events: [
      purchase("a", "10:00:01", 20, { ...two, order_id: "o" }),
      purchase("a", "10:00:00", 10, { ...one, order_id: "o" }),
    ],
    counted: ["1"],
  },
  {
    what: "the first of two reports on two days",
    events: [
      purchase("a", "23:59:59", 10, { ...one, order_id: "o" }),
      purchase("a", "2026-03-03T00:00:02", 10, { ...two, order_id: "o" }),
    ],
    counted: ["1"],
  },
  {
    what: "the first of those of people",
    events: [
      purchase("a", "10:00:00", 10, { ...one, order_id: "o", is_bot: true }),
      purchase("a", "10:00:01", 10, { ...two, order_id: "o" }),
    ],
    counted: ["2"],
  },
  {
    what: "each purchase without order_id",
    events: [purchase("a", "10:00:00", 10, one), purchase("a", "10:00:01", 10, two)],
    counted: ["1", "2"],
  },
  {
    what: "each purchase whose order_id is empty",
    events: [
      purchase("a", "10:00:00", 10, { ...one, order_id: "" }),
      purchase("b", "10:00:01", 10, { ...two, order_id: "" }),
    ],
    counted: ["1", "2"],
  },
  {
    what: "an order that something else than a purchase named before",
    events: [
      event("a", "begin_checkout", "10:00:00", { ...one, order_id: "o" }),
      purchase("a", "10:00:01", 10, { ...two, order_id: "o" }),
    ],
    counted: ["2"],
  },
  {
    what: "a redelivered purchase once",
    events: [
      purchase("a", "10:00:00", 10, { ...one, order_id: "o" }),
      purchase("a", "10:00:00", 10, { ...one, order_id: "o" }),
    ],
    counted: ["1"],
  },
])("purchases has $what", async ({ events, counted }) => {
  const { values } = await warehouse({ events });
  expect((await values("purchases", "event_id")).flat().sort()).toEqual(counted);
});

test("an order counts on the day of its first report, also where a query asks for the other day alone", async () => {
  const { run } = await warehouse({
    events: [
      purchase("a", "23:59:59", 10, { order_id: "o" }),
      purchase("a", "2026-03-03T00:00:02", 10, { order_id: "o" }),
    ],
  });
  expect(await run("select event_id from purchases where dt = '2026-03-03'")).toEqual([]);
});
