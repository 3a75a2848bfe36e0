import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { partitionAt } from "../../../functions/enrich/partition.ts";
import { partitionKey, partitionOf } from "../../../shared/archive-partition.ts";

const HOUR = 3_600_000;
const folders = new Set(["web", "ios"]);
const START = Date.parse("2026-03-04T22:59:59.999Z");

const uncached = (source: string, at: number) =>
  partitionKey(partitionOf({ source, event_time: new Date(at).toISOString() }, folders));

test.each([
  { description: "the last millisecond of an hour", at: START, key: "dt=2026-03-04/hour=22/source=web" },
  { description: "the next one", at: START + 1, key: "dt=2026-03-04/hour=23/source=web" },
  { description: "the next day", at: START + 1 + HOUR, key: "dt=2026-03-05/hour=00/source=web" },
  {
    description: "the same hour a day before",
    at: START - 24 * HOUR,
    key: "dt=2026-03-03/hour=22/source=web",
  },
  { description: "the first hour again", at: START - 1, key: "dt=2026-03-04/hour=22/source=web" },
])("$description has a partition of its own", ({ at, key }) => {
  expect(partitionAt("web", at, folders)).toBe(key);
});

test("an event's partition does not depend on the events before it", () => {
  const sources = fc.constantFrom("web", "ios", "blog", "shop");
  const times = fc.integer({ min: -50, max: 50 }).map((halves) => START + (halves * HOUR) / 2);
  fc.assert(
    fc.property(fc.array(fc.tuple(sources, times), { maxLength: 20 }), (events) => {
      expect(events.map(([source, at]) => partitionAt(source, at, folders))).toEqual(
        events.map(([source, at]) => uncached(source, at)),
      );
    }),
  );
});
