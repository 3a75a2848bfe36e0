import { expect, test } from "@jest/globals";
import { type ECharts, init } from "echarts";
import {
  activeChart,
  latencyChart,
  throughputChart,
} from "../../../../../../scripts/local/page/client/charts/series.ts";
import { lightLook } from "../../../../../../scripts/local/page/client/look.ts";
import type { SeriesPoint } from "../../../../../../scripts/local/page/state.ts";

/** Of a chart on a telephone, px; and half of "13:58:15" in the page's font. */
const WIDTH = 327;
const HALF_A_TIME = 27;

/** Two minutes, a point a second. */
const pointsUntil = (last: number): SeriesPoint[] =>
  Array.from({ length: 121 }, (_, at) => ({
    at: last - (120 - at) * 1000,
    rates: { read: 9, raw: 9, enriched: 9, predicted: 9, archived: 9, failed: 0 },
    latency_ms: Object.fromEntries(
      ["produce", "enrich", "predict", "end_to_end"].map((hop) => [hop, { p50: 90, p95: 900 }]),
    ) as SeriesPoint["latency_ms"],
    active: 12_345,
  }));

/** Where the times stand below the chart, px. */
function placesOfTimes(option: Parameters<ECharts["setOption"]>[0]): number[] {
  const chart = init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height: 300 });
  chart.setOption(option);
  const svg = chart.renderToSVGString();
  chart.dispose();
  const times = /<text[^>]*transform="translate\(([\d.]+) [\d.]+\)"[^>]*>\d\d:\d\d:\d\d<\/text>/g;
  return [...svg.matchAll(times)].map(([, at]) => Number(at));
}

const charts = [
  { what: "throughput", chart: (points: SeriesPoint[]) => throughputChart(points, lightLook) },
  { what: "latency", chart: (points: SeriesPoint[]) => latencyChart(points, 100, lightLook) },
  { what: "active persons", chart: (points: SeriesPoint[]) => activeChart(points, lightLook) },
];

test.each(charts)(
  "of a single moment there is no $what to draw: its axis would show two days",
  ({ chart }) => {
    const points = pointsUntil(Date.parse("2026-11-30T13:58:00Z"));
    expect(chart(points.slice(0, 1))).toBeUndefined();
    expect(chart(points.slice(0, 2))).toBeDefined();
  },
);

test.each(charts)("the last time of $what is not cut off, whenever that is", ({ chart }) => {
  const begun = Date.parse("2026-11-30T13:58:00Z");
  const places = Array.from({ length: 60 }, (_, second) =>
    placesOfTimes(chart(pointsUntil(begun + second * 1000))!),
  ).flat();
  expect(places.length).toBeGreaterThan(60);
  expect(Math.max(...places)).toBeLessThanOrEqual(WIDTH - HALF_A_TIME);
});
