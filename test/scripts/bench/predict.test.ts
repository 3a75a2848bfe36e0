import { expect, test } from "@jest/globals";
import { sampleEvents } from "../../../scripts/bench/events.ts";
import { benchPredict } from "../../../scripts/bench/predict.ts";

test("every event of the sample gets its prediction in each round", async () => {
  const now = Date.UTC(2026, 5, 1);
  const [timed] = await benchPredict(sampleEvents(2, now), now, 1);
  expect(timed).toMatchObject({ name: "predict, packs", eventsPerSecond: expect.any(Number) });
  expect(timed!.rounds).toHaveLength(1);
});
