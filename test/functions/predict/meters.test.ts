import type { Metrics } from "@aws-lambda-powertools/metrics";
import { expect, test } from "@jest/globals";
import { predictMeters } from "../../../functions/predict/meters.ts";
import { readBatch } from "../../../functions/predict/read.ts";
import { enrichedEvent, enrichedEvents } from "../../builders/enriched-event.ts";
import { streamRecord } from "../../builders/stream-record.ts";

test("counts every line once, and times the oldest and the newest record", () => {
  const values: Record<string, number[]> = {};
  const report = predictMeters({
    addMetric: (name: string, _unit: string, value: number) => {
      values[name] = [...(values[name] ?? []), value];
    },
  } as unknown as Metrics);
  const records = [
    streamRecord([...enrichedEvents(3), "bad"], { arrivalTime: 1_000 }),
    streamRecord([enrichedEvent()], { arrivalTime: 1_200 }),
    streamRecord([enrichedEvent({ event_id: "x" })], { arrivalTime: 1_400 }),
  ];
  report({ records, batch: readBatch(records), failed: 1, now: 1_500 });
  expect(values).toEqual({
    RecordsIn: [3],
    EventsIn: [6],
    EventsFailed: [1],
    EventsDuplicate: [1],
    PredictHop: [500, 100],
  });
});
