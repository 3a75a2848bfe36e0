import type { Logger } from "@aws-lambda-powertools/logger";
import type { Metrics } from "@aws-lambda-powertools/metrics";
import { expect, test } from "@jest/globals";
import { scoringMeters } from "../../../shared/scoring/meters.ts";
import type { RequestReport } from "../../../shared/scoring/ports.ts";
import { enrichedEvents } from "../../builders/enriched-event.ts";

function collected() {
  const values: Record<string, number[]> = {};
  const addMetric = (name: string, _unit: string, value: number) => {
    values[name] = [...(values[name] ?? []), value];
  };
  const said: object[] = [];
  const log = { warn: (_message: unknown, more: object) => said.push(more) } as unknown as Logger;
  return { values, said, meters: scoringMeters({ addMetric } as unknown as Metrics, log) };
}

const predicted: RequestReport = {
  instances: 80,
  milliseconds: 12,
  outcome: "predicted",
  status: 200,
  opened: false,
  problem: undefined,
};
const busy: RequestReport = {
  ...predicted,
  outcome: "retried",
  status: 429,
  problem: "the model answered 429",
};
const nothing = {
  failures: [],
  retry: [],
  retryCause: undefined,
  figures: { predicted: 0, late: 0, items: 0, unwritten: 0 },
};

test("a request gives its latency and size, and an error when it predicted nothing", () => {
  const { values, meters } = collected();
  meters.request(predicted);
  meters.request({ ...busy, milliseconds: 900, opened: true });
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
  meters.stored({ ...nothing, retry: enrichedEvents(3), retryCause: "busy", figures });
  expect(values).toEqual({
    EventsPredicted: [7],
    PredictRetried: [3],
    PredictLate: [2],
    PredictionsWritten: [6],
  });
});

test("what the model got wrong is logged once a batch, each kind with its number", () => {
  const { said, meters } = collected();
  for (const request of [busy, predicted, busy, { ...busy, problem: "the response is not JSON" }])
    meters.request(request);
  meters.stored(nothing);
  meters.request(predicted);
  meters.stored(nothing);
  expect(said).toEqual([{ problems: { "the model answered 429": 2, "the response is not JSON": 1 } }]);
});

test("however many kinds there are, the log's line stays short", () => {
  const { said, meters } = collected();
  for (let at = 0; at < 100; at += 1)
    meters.request({ ...busy, problem: `${at} predictions for 100 instances` });
  meters.stored(nothing);
  expect(Object.keys((said[0] as { problems: object }).problems)).toHaveLength(5);
});
