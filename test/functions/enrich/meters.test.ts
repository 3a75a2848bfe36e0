import type { Metrics } from "@aws-lambda-powertools/metrics";
import { expect, test } from "@jest/globals";
import { enrichMeters } from "../../../functions/enrich/meters.ts";
import { streamRecord } from "../../builders/stream-record.ts";

/** Meters, and the values that they have put on the invocation's line. */
function metered() {
  const values: Record<string, number[]> = {};
  const metrics = {
    addMetric(name: string, _unit: string, value: number) {
      values[name] = [...(values[name] ?? []), value];
    },
  } as unknown as Metrics;
  return { values, meters: enrichMeters(metrics) };
}

const remembered = (status: Record<string, string>) => ({ outcome: { status } }) as never;

test("counts the batch, how each look-up went, and the time since the oldest and the newest record arrived", () => {
  const { values, meters } = metered();
  meters.batch({
    events: ["page_view", "purchase", "my own"].map((event_name) => ({ event: { event_name } })) as never,
    applied: {
      remembered: [
        remembered({ geo: "ok", session: "ok" }),
        remembered({ geo: "stale", session: "ok", price: "invalid", page_url: "cut", page_title: "cut" }),
        remembered({ geo: "missing", session: "ok" }),
      ],
      redelivered: 1,
      races: 0,
      statesLost: 2,
    },
    failed: [{}] as never,
    records: [streamRecord([], { arrivalTime: 1_000 }), streamRecord([], { arrivalTime: 1_300 })],
    now: 1_500,
  });
  expect(values).toEqual({
    RecordsIn: [2],
    EventsIn: [3],
    EventsPageView: [1],
    EventsPurchase: [1],
    EventsFailed: [1],
    EventsRedelivered: [1],
    SessionStatesLost: [2],
    LookUpGeoOk: [1],
    LookUpGeoStale: [1],
    LookUpGeoMissing: [1],
    AttributesInvalid: [1],
    AttributesCut: [2],
    LookUpSessionOk: [3],
    EnrichHop: [500, 200],
  });
});

test("times each round trip to Redis, and counts those without an answer", () => {
  const { values, meters } = metered();
  meters.roundTrip({ milliseconds: 1.5, answered: true });
  meters.roundTrip({ milliseconds: 2_000, answered: false });
  expect(values).toEqual({ RedisLatency: [1.5, 2_000], RedisUnavailable: [1] });
});
