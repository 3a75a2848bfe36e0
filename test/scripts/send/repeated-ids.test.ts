import { expect, test } from "@jest/globals";
import { RepeatedIds } from "../../../scripts/send/repeated-ids.ts";
import { outgoing } from "../../shared/publish/builders.ts";

test("of the events with one id, those are found that say something else than the first", () => {
  const ids = new RepeatedIds();
  const before = (event_id: string, text: string, place: string) =>
    ids.before(outgoing({ event_id, text }), place);
  expect(before("p-1", "{}", "a:1")).toBeUndefined();
  expect(before("p-2", "{}", "a:2")).toBeUndefined();
  expect(before("p-1", "{}", "a:3")).toBeUndefined();
  expect(before("p-1", '{"x":1}', "a:4")).toBe("a:1");
});

test("an event that is refused, and one without an id, is no other one", () => {
  const ids = new RepeatedIds();
  const refused = { reason: "schema_violation" as const, errors: [] };
  for (const text of ["{}", '{"x":1}']) {
    expect(ids.before(outgoing({ event_id: "a", text, refused }), "a:1")).toBeUndefined();
    const { event_id: _none, ...without } = outgoing({ text });
    expect(ids.before(without, "a:1")).toBeUndefined();
  }
});
