import type { SeriesPoint, StageName } from "../../state.ts";
import type { ChartLook } from "../look.ts";
import { duration, wholeNumber } from "../numbers.ts";
import { axis, type ChartOption, commonOption, countAxis, tooltip, withLegend } from "./option.ts";

/** What is drawn of the rates; `read` is nearly the same line as `raw`. */
const drawnStages: readonly StageName[] = ["raw", "enriched", "predicted", "archived", "failed"];
/** Of the hops, by their names on the page. */
export const hopNames = {
  produce: "to the raw stream",
  enrich: "enriched",
  predict: "scored",
  end_to_end: "end to end",
} as const;
type Hop = keyof typeof hopNames;
const hops = Object.keys(hopNames) as Hop[];

/** Around a single moment an axis of times shows two days. */
const MIN_POINTS = 2;

const timeAxis = (look: ChartLook) => ({
  ...axis(look),
  type: "time" as const,
  splitLine: { show: false },
});

/** On the right, half of a time (13:58:15) has its place beside the last moment; no chart makes it by itself. */
const grid = { top: 34, right: 32, bottom: 4, left: 4, containLabel: true };

const line = (name: string, data: [number, number | null][]) => ({
  name,
  type: "line" as const,
  showSymbol: data.length < 3,
  lineStyle: { width: 2 },
  data,
});

export function throughputChart(points: readonly SeriesPoint[], look: ChartLook): ChartOption | undefined {
  if (points.length < MIN_POINTS) return undefined;
  return {
    ...commonOption(look, "Events a second at each stage over the last hour."),
    useUTC: true,
    grid,
    ...withLegend(look, drawnStages),
    tooltip: {
      ...tooltip(look),
      trigger: "axis",
      valueFormatter: (value) => `${wholeNumber(Number(value))} /s`,
    },
    xAxis: timeAxis(look),
    yAxis: countAxis(look),
    series: drawnStages.map((stage) =>
      line(
        stage,
        points.map(({ at, rates }) => [at, rates[stage]]),
      ),
    ),
  };
}

export function latencyChart(
  points: readonly SeriesPoint[],
  budget: number,
  look: ChartLook,
): ChartOption | undefined {
  const measured = points.some(({ latency_ms }) => hops.some((hop) => latency_ms[hop].p95 > 0));
  if (!measured || points.length < MIN_POINTS) return undefined;
  return {
    ...commonOption(
      look,
      `95th percentile of the latency at each hop over the last hour, beside the budget of ${budget} ms.`,
    ),
    useUTC: true,
    grid,
    ...withLegend(look, Object.values(hopNames)),
    tooltip: {
      ...tooltip(look),
      trigger: "axis",
      valueFormatter: (value) => (value == null ? "–" : duration(Number(value))),
    },
    xAxis: timeAxis(look),
    yAxis: {
      ...countAxis(look),
      type: "log",
      min: 1,
      axisLabel: { color: look.quiet, formatter: (value: number) => duration(value) },
    },
    series: hops.map((hop, at) => ({
      ...line(
        hopNames[hop],
        points.map(({ at: time, latency_ms }) => [time, latency_ms[hop].p95 || null]),
      ),
      ...(at === 0 && { markLine: budgetLine(budget, look) }),
    })),
  };
}

const budgetLine = (budget: number, look: ChartLook) => ({
  silent: true,
  symbol: "none",
  lineStyle: { color: look.bad, type: "dashed" as const },
  label: { formatter: `budget ${duration(budget)}`, color: look.bad, position: "insideEndTop" as const },
  data: [{ yAxis: budget }],
});

export function activeChart(points: readonly SeriesPoint[], look: ChartLook): ChartOption | undefined {
  if (points.length < MIN_POINTS) return undefined;
  return {
    ...commonOption(look, "Persons active within five minutes, over the last hour."),
    useUTC: true,
    grid: { ...grid, top: 12 },
    tooltip: { ...tooltip(look), trigger: "axis" },
    xAxis: timeAxis(look),
    yAxis: { ...countAxis(look), minInterval: 1 },
    series: [
      {
        ...line(
          "active persons",
          points.map(({ at, active }) => [at, active]),
        ),
        areaStyle: { opacity: 0.15 },
      },
    ],
  };
}
