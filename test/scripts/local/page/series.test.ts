import { describe, expect, test } from "@jest/globals";
import { Series } from "../../../../scripts/local/page/series.ts";
import { Latencies } from "../../../../scripts/local/run/latency.ts";

function series() {
  const counts = { read: 0, raw: 0, enriched: 0, predicted: 0, archived: 0, failed: 0 };
  const latencies = new Latencies();
  const made = new Series({
    ledger: { latencies },
    active: { within: () => 4 },
    counts: () => ({ ...counts }),
  });
  const second = (at: number, raw: number) => {
    counts.raw += raw;
    made.sample(at * 1_000);
  };
  return { series: made, second, latencies };
}

describe("rates", () => {
  test("are nothing before there are two samples", () => {
    const { series: made, second } = series();
    expect(made.rates().raw).toBe(0);
    second(1, 50);
    expect(made.rates().raw).toBe(0);
  });

  test("are those of the last five seconds", () => {
    const { series: made, second } = series();
    for (let at = 0; at <= 20; at += 1) second(at, at <= 10 ? 1_000 : 30);
    expect(made.rates()).toMatchObject({ raw: 30, enriched: 0 });
  });
});

describe("points", () => {
  test("come every five seconds, with the latencies since the one before", () => {
    const { series: made, second, latencies } = series();
    for (let at = 1; at <= 10; at += 1) {
      latencies.record("enrich", at);
      second(at, 10);
    }
    const points = made.points(0);
    expect(points.map(({ at }) => at)).toEqual([5_000, 10_000]);
    expect(points[0]).toMatchObject({
      rates: { raw: 10 },
      active: 4,
      latency_ms: { enrich: { p50: 3, p95: 5 } },
    });
    expect(points[1]!.latency_ms.enrich).toEqual({ p50: 8, p95: 10 });
    expect(made.points(5_000).map(({ at }) => at)).toEqual([10_000]);
  });

  test("are those of an hour, however long the run is", () => {
    const { series: made, second } = series();
    for (let at = 1; at <= 9_000; at += 1) second(at, 1);
    const points = made.points(0);
    expect([points.length, points[0]!.at, points.at(-1)!.at]).toEqual([720, 5_405_000, 9_000_000]);
  });
});
