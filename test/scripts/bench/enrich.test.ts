import { deserialize, serialize } from "node:v8";
import { expect, test } from "@jest/globals";
import { benchEnrich } from "../../../scripts/bench/enrich.ts";
import { sampleEvents } from "../../../scripts/bench/events.ts";

test("the bench's two enrichers give the same fields of the same events, redelivered ones too", async () => {
  const now = Date.UTC(2026, 5, 1);
  const { compared, timed } = await benchEnrich(sampleEvents(2, now), now, 1);

  expect(compared).toMatchObject({ differences: [], onlyOurs: [], onlyTheirs: [] });
  expect(compared.events).toBe(1_500);
  expect(timed.map(({ eventsPerSecond }) => eventsPerSecond > 0)).toEqual([true, true, true, true]);
});

test("the sample can be handed to another process", () => {
  const sample = sampleEvents(1, Date.UTC(2026, 5, 1));
  expect(deserialize(serialize(sample))).toEqual(sample);
});
