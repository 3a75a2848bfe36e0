import { expect, test } from "@jest/globals";
import { event, warehouse } from "../warehouse.ts";

const at = (anonymous_id: string | null, user_id: string | null, time: string, override = {}) =>
  event("", "click", time, { anonymous_id, user_id, person_id: user_id ?? anonymous_id, ...override });

test("persons has each device on which a user is known, with its first and its latest one", async () => {
  const { query } = await warehouse({
    events: [
      at("phone", null, "09:00:00"),
      at("phone", "ann", "10:00:00"),
      at("phone", "ann", "10:05:00"),
      at("phone", null, "10:06:00", { person_id: "ann" }),
      at("tablet", "ann", "09:00:00"),
      at("tablet", "bob", "12:00:00"),
      at("tablet", null, "13:00:00", { person_id: "bob" }),
      at("unknown", null, "09:00:00"),
      at(null, "cid", "09:30:00"),
    ],
  });
  const rows = await query("persons");
  expect(rows.sort((one, other) => (String(one.device) < String(other.device) ? -1 : 1))).toEqual([
    {
      device: "cid",
      person_id: "cid",
      linked_at: "2026-03-02T09:30:00.000Z",
      first_person_id: "cid",
      first_linked_at: "2026-03-02T09:30:00.000Z",
    },
    {
      device: "phone",
      person_id: "ann",
      linked_at: "2026-03-02T10:05:00.000Z",
      first_person_id: "ann",
      first_linked_at: "2026-03-02T10:00:00.000Z",
    },
    {
      device: "tablet",
      person_id: "bob",
      linked_at: "2026-03-02T12:00:00.000Z",
      first_person_id: "ann",
      first_linked_at: "2026-03-02T09:00:00.000Z",
    },
  ]);
});

test("of two users at the same time the one of the later event id is the latest, in every query", async () => {
  const { values } = await warehouse({
    events: [at("d", "ann", "10:00:00", { event_id: "2" }), at("d", "bob", "10:00:00", { event_id: "1" })],
  });
  expect(await values("persons", "first_person_id", "person_id")).toEqual([["bob", "ann"]]);
});
