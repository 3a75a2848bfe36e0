import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  brokenEquations,
  type Counts,
  lostEvents,
  type RunReport,
  runSummary,
} from "../../../../scripts/local/run/report.ts";

const counts = (override: Partial<Counts> = {}): Counts => ({
  read: 100,
  raw: 100,
  enriched: 98,
  archived: 98,
  predicted: 97,
  failed: { decode: { not_json: 1 }, validate: { schema_violation: 1 }, predict: { model_rejected: 1 } },
  forgotten: { archived: 0, predicted: 0 },
  predictionsCounted: true,
  ...override,
});

describe("the accounting", () => {
  test("closes when every event is in its place", () => {
    expect(brokenEquations(counts())).toEqual([]);
    expect(lostEvents(counts())).toBe(0);
  });

  test("has a place for what was removed because somebody was to be forgotten", () => {
    const forgotten = { archived: 8, predicted: 7 };
    expect(brokenEquations(counts({ archived: 90, predicted: 90, forgotten }))).toEqual([]);
    expect(brokenEquations(counts({ archived: 89, predicted: 90, forgotten }))).toEqual([
      "enriched 98 ≠ archived 89 + forgotten 8 + failed(archive) 0",
    ]);
  });

  test.each([
    {
      description: "read but not put",
      override: { read: 101 },
      broken: "read 101 ≠ raw 100 + failed(produce) 0",
      lost: 1,
    },
    {
      description: "neither enriched nor failed",
      override: { raw: 102, read: 102 },
      broken: "raw 102 ≠ enriched 98 + failed(decode, validate, enrich) 2",
      lost: 2,
    },
    {
      description: "not archived",
      override: { archived: 95 },
      broken: "enriched 98 ≠ archived 95 + failed(archive) 0",
      lost: 3,
    },
    {
      description: "not predicted",
      override: { predicted: 96 },
      broken: "enriched 98 ≠ predicted 96 + failed(predict) 1",
      lost: 1,
    },
    {
      description: "archived more than was enriched",
      override: { archived: 99 },
      broken: "enriched 98 ≠ archived 99 + failed(archive) 0",
      lost: 0,
    },
  ])("names what is $description", ({ override, broken, lost }) => {
    expect(brokenEquations(counts(override))).toEqual([broken]);
    expect(lostEvents(counts(override))).toBe(lost);
  });

  test("leaves predictions out where they are one a user", () => {
    expect(brokenEquations(counts({ predicted: 3, predictionsCounted: false }))).toEqual([]);
  });

  test("a surplus in one place never hides a loss in another", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.nat(50), (missing, surplus) => {
        const broken = counts({ archived: 98 - missing, predicted: 97 + surplus });
        expect(lostEvents(broken)).toBe(missing);
      }),
    );
  });
});

/** Of a run in which one event was read. */
const oneRead = (override: object = {}) =>
  ({
    events: {
      read: 1,
      malformed: 0,
      read_from_others: 0,
      raw: 1,
      enriched: 0,
      archived: 0,
      predicted: 0,
      failed: {},
      forgotten: { archived: 0, predicted: 0 },
      duplicates: 0,
      lost: 0,
    },
    archive: { files: 0, path: "events" },
    predictions: { items: 0 },
    latency_ms: {},
    broken: [],
    ...override,
  }) as unknown as RunReport;

test("of a hop that no event came to it is said that nothing was measured, and not that it took no time", () => {
  const latency_ms = {
    produce: { p50: 3, p95: 4, p99: 4, max: 5 },
    predict: { p50: 0, p95: 0, p99: 0, max: 0 },
  };
  const summary = runSummary(oneRead({ latency_ms }));
  expect(summary).toMatch(/produce ms +p50 3 {2}p95 4 {2}p99 4 {2}max 5\n/);
  expect(summary).toMatch(/predict ms +not measured\n/);
});

test("the verdict is the last thing that is said, behind what failed", () => {
  const lines = runSummary(oneRead(), "failed: decode/not_json 1\n").trimEnd().split("\n");
  expect(lines.slice(-2)).toEqual([
    "failed: decode/not_json 1",
    "The accounting closes: every event is in its place.",
  ]);
});
