import type { ChartLook } from "../look.ts";
import { percentage, wholeNumber } from "../numbers.ts";
import { dayIn, distinct, type FigureRow, numberIn, textIn } from "../rows.ts";
import { axis, type ChartOption, commonOption, countAxis, tooltip, withLegend } from "./option.ts";

const DAY_MS = 86_400_000;

/** Every day from the first row's to the last one's: one on which nothing happened has no row, and its place all the same. */
function everyDay(rows: readonly FigureRow[]): string[] {
  const days = rows.map((row) => Date.parse(dayIn(row, "day"))).sort((one, other) => one - other);
  const count = (days.at(-1)! - days[0]!) / DAY_MS + 1;
  return Array.from({ length: count }, (_, at) =>
    new Date(days[0]! + at * DAY_MS).toISOString().slice(0, 10),
  );
}

/** A column by day; `otherwise` on a day that has no row. */
const valuesByDay = (
  rows: readonly FigureRow[],
  days: readonly string[],
  name: string,
  otherwise: number | null,
): (number | null)[] => {
  const known = new Map(rows.map((row) => [dayIn(row, "day"), numberIn(row, name)]));
  return days.map((day) => known.get(day) ?? otherwise);
};

const dayAxis = (look: ChartLook, days: readonly string[]) => ({
  ...axis(look),
  type: "category" as const,
  data: [...days],
  splitLine: { show: false },
  axisLabel: { color: look.quiet, hideOverlap: true, formatter: (day: string) => shortDay(day) },
});

const shortDay = (day: string): string =>
  new Date(`${day}T00:00:00Z`).toLocaleDateString("en", { month: "short", day: "numeric", timeZone: "UTC" });

const grid = { top: 40, right: 14, bottom: 4, left: 4, containLabel: true };

const spans = ["daily", "weekly", "monthly"] as const;

export function activeUsersChart(rows: readonly FigureRow[], look: ChartLook): ChartOption | undefined {
  if (rows.length === 0) return undefined;
  const days = everyDay(rows);
  return {
    ...commonOption(look, "Visitors on each day, and in the 7 and 30 days that end on it."),
    grid,
    ...withLegend(look, spans),
    tooltip: { ...tooltip(look), trigger: "axis" },
    xAxis: dayAxis(look, days),
    yAxis: countAxis(look),
    series: spans.map((name) => ({
      name,
      type: "line" as const,
      showSymbol: days.length < 3,
      lineStyle: { width: 2 },
      // Of a day without visitors it is not asked how many there were in the days before it.
      data: valuesByDay(rows, days, name, name === "daily" ? 0 : null),
    })),
  };
}

export function conversionChart(rows: readonly FigureRow[], look: ChartLook): ChartOption | undefined {
  if (rows.length === 0) return undefined;
  const days = everyDay(rows);
  return {
    ...commonOption(look, "Sessions a day, and the share of them with a purchase."),
    grid,
    ...withLegend(look, ["sessions", "conversion rate"]),
    tooltip: { ...tooltip(look), trigger: "axis" },
    xAxis: dayAxis(look, days),
    yAxis: [
      { ...countAxis(look), alignTicks: true },
      {
        ...countAxis(look),
        min: 0,
        splitLine: { show: false },
        axisLabel: { color: look.quiet, formatter: (value: number) => percentage(value) },
      },
    ],
    series: [
      {
        name: "sessions",
        type: "bar",
        itemStyle: { color: look.ramp[1], borderRadius: [3, 3, 0, 0] },
        tooltip: { valueFormatter: (value) => wholeNumber(Number(value)) },
        data: valuesByDay(rows, days, "sessions", 0),
      },
      {
        name: "conversion rate",
        type: "line",
        yAxisIndex: 1,
        showSymbol: days.length < 40,
        lineStyle: { width: 2.5, color: look.series[2] },
        itemStyle: { color: look.series[2] },
        tooltip: { valueFormatter: (value) => percentage(Number(value)) },
        data: valuesByDay(rows, days, "conversion_rate", null),
      },
    ],
  };
}

/** Currencies stand beside each other and are never added up. */
export function revenueChart(rows: readonly FigureRow[], look: ChartLook): ChartOption | undefined {
  if (rows.length === 0) return undefined;
  const days = everyDay(rows);
  const currencies = distinct(rows.map((row) => textIn(row, "currency", "(none)"))).sort();
  const revenue = (day: string, currency: string) =>
    rows
      .filter((row) => dayIn(row, "day") === day && textIn(row, "currency", "(none)") === currency)
      .reduce((sum, row) => sum + numberIn(row, "revenue"), 0);
  return {
    ...commonOption(look, "Revenue a day, each currency by itself."),
    grid,
    ...withLegend(look, currencies),
    tooltip: {
      ...tooltip(look),
      trigger: "axis",
      axisPointer: { type: "shadow" },
      valueFormatter: (value) => wholeNumber(Number(value)),
    },
    xAxis: dayAxis(look, days),
    yAxis: countAxis(look),
    series: currencies.map((currency) => ({
      name: currency,
      type: "bar" as const,
      barMaxWidth: 24,
      itemStyle: { borderRadius: [3, 3, 0, 0] },
      data: days.map((day) => Math.round(revenue(day, currency) * 100) / 100),
    })),
  };
}
