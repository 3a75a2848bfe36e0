import type { Metrics } from "@aws-lambda-powertools/metrics";
import { expect, test } from "@jest/globals";
import { scoringMeters } from "../../../shared/scoring/meters.ts";
import { enrichedEvents } from "../../builders/enriched-event.ts";

function collected() {
  const values: Record<string, number[]> = {};
  const addMetric = (name: string, _unit: string, value: number) => {
    values[name] = [...(values[name] ?? []), value];
  };
  return { values, meters: scoringMeters({ addMetric } as unknown as Metrics) };
}

test("a request gives its latency and size, and an error when it predicted nothing", () => {
  const { values, meters } = collected();
  meters.request({ instances: 80, milliseconds: 12, outcome: "predicted", status: 200, opened: false });
  meters.request({ instances: 80, milliseconds: 900, outcome: "retried", status: 503, opened: true });
  expect(values).toEqual({
    ScoringLatency: [12, 900],
    ScoringBatchSize: [80, 80],
    ScoringErrors: [1],
    ScoringBreakerOpened: [1],
  });
});

test("a batch gives what became of its events, without zeros", () => {
  const { values, meters } = collected();
  const figures = { predicted: 7, late: 2, items: 6, unwritten: 0 };
  meters.stored({ failures: [], retry: enrichedEvents(3), retryCause: "busy", figures });
  expect(values).toEqual({
    EventsPredicted: [7],
    PredictRetried: [3],
    PredictLate: [2],
    PredictionsWritten: [6],
  });
});
