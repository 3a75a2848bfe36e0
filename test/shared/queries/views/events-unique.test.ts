import { expect, test } from "@jest/globals";
import { enrichedFields } from "../../../../shared/event/enriched.ts";
import { event, warehouse } from "../warehouse.ts";

test("events_unique has the columns of the table, in their order", async () => {
  const { query } = await warehouse({ events: [event("a", "click", "10:00:00")] });
  const [row] = await query("events_unique");
  expect(Object.keys(row!)).toEqual([...Object.keys(enrichedFields), "dt", "hour"]);
});

test("events_unique keeps the first processed copy of an event", async () => {
  const copies = ["10:00:05", "10:00:01", "10:00:03"].map((time) =>
    event("a", "click", "10:00:00", { event_id: "same", processed_at: `2026-03-02T${time}` }),
  );
  const { query } = await warehouse({ events: [...copies, event("a", "click", "10:00:00")] });
  const rows = await query("events_unique");
  expect(rows).toHaveLength(2);
  expect(rows.find(({ event_id }) => event_id === "same")).toMatchObject({
    processed_at: "2026-03-02T10:00:01.000Z",
  });
});

test("events_unique has an event of both tables once, and those of each", async () => {
  const [both, landed, curated] = ["a", "b", "c"].map((event_id) =>
    event("u", "click", "10:00:00", { event_id }),
  );
  const { values } = await warehouse({ events: [both!, landed!], curated: [both!, curated!] });
  expect((await values("events_unique", "event_id")).flat().sort()).toEqual(["a", "b", "c"]);
});

test.each([
  { what: "source as it is stored", stored: { source: "app", metadata: { source: "web" } }, source: "app" },
  {
    what: "source of the metadata where the file has none",
    stored: { source: null, metadata: { source: "web" } },
    source: "web",
  },
  {
    what: "source of the application where the metadata name none",
    stored: { source: null, metadata: { a: "b" } },
    source: "shop",
  },
  {
    what: "source of the application where they name nothing",
    stored: { source: null, metadata: { source: "" } },
    source: "shop",
  },
  {
    what: "source of the application without metadata",
    stored: { source: null, metadata: null },
    source: "shop",
  },
])("events_unique has the $what", async ({ stored, source }) => {
  const { values } = await warehouse({
    events: [event("a", "click", "10:00:00", { app_id: "shop", ...stored })],
  });
  expect(await values("events_unique", "source")).toEqual([[source]]);
});

test.each([
  {
    what: "person as it is stored",
    stored: { person_id: "p", user_id: "u", anonymous_id: "d" },
    person: "p",
  },
  { what: "user where the file has no person", stored: { person_id: null, anonymous_id: "d" }, person: "a" },
  {
    what: "device where it has no user either",
    stored: { person_id: null, user_id: null, anonymous_id: "d" },
    person: "d",
  },
])("events_unique has the $what", async ({ stored, person }) => {
  const { values } = await warehouse({ events: [event("a", "click", "10:00:00", stored)] });
  expect(await values("events_unique", "person_id")).toEqual([[person]]);
});

test.each([
  { what: "as it is stored", stored: { value: 25, price: 10, quantity: 1 }, value: 25 },
  {
    what: "of price and quantity where the file has none",
    stored: { price: 0.1, quantity: 3 },
    value: 0.3,
  },
  { what: "of one unit where it has no quantity", stored: { price: 9.99 }, value: 9.99 },
  { what: "null where it names no amount", stored: { quantity: 2 }, value: null },
  {
    what: "null where what would tell it did not fit",
    stored: { price: 10, enrichment_status: { session: "ok", quantity: "invalid" } },
    value: null,
  },
  {
    what: "of one unit where something else did not fit",
    stored: { price: 10, enrichment_status: { timezone: "invalid" } },
    value: 10,
  },
])("events_unique has the value $what", async ({ stored, value }) => {
  const { values } = await warehouse({ events: [event("a", "purchase", "10:00:00", stored)] });
  expect(await values("events_unique", "value")).toEqual([[value]]);
});
