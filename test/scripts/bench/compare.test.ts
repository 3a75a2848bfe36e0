import { expect, test } from "@jest/globals";
import { compareOutputs } from "../../../scripts/bench/compare.ts";
import type { Enrich } from "../../../scripts/bench/enrich-contest.ts";

const batch = { events: 2, event: { Records: [] } };

const giving =
  (...events: object[]): Enrich =>
  async () =>
    events.map((event) => Buffer.from(JSON.stringify(event)));

const first = { event_id: "1", os: "Linux" };
const second = { event_id: "2", os: "iOS" };

test.each([
  {
    description: "the same events in another order of events and fields",
    theirs: [second, { os: "Linux", event_id: "1" }],
    found: { differences: [], onlyOurs: [], onlyTheirs: [] },
  },
  {
    description: "a field with another value",
    theirs: [first, { ...second, os: "Android" }],
    found: { differences: ["os"], onlyOurs: [], onlyTheirs: [] },
  },
  {
    description: "a field that the other gives, but not of this event",
    theirs: [first, { event_id: "2" }],
    found: { differences: ["os"], onlyOurs: [], onlyTheirs: [] },
  },
  {
    description: "fields that only one of them ever gives",
    theirs: [
      { event_id: "1", tax: 1 },
      { event_id: "2", tax: 1 },
    ],
    found: { differences: [], onlyOurs: ["os"], onlyTheirs: ["tax"] },
  },
  {
    description: "an event that the other lacks",
    theirs: [first],
    found: { differences: expect.arrayContaining(["event_id"]), onlyOurs: [], onlyTheirs: [] },
  },
])("compares $description", async ({ theirs, found }) => {
  const compared = await compareOutputs(giving(first, second), giving(...theirs), [batch]);

  expect(compared).toEqual({ events: 4, fields: expect.any(Number), ...found });
});
