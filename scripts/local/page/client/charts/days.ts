import type { ChartLook } from "../look.ts";
import { moneyNumber, percentage, wholeNumber } from "../numbers.ts";
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

const NO_CURRENCY = "(none)";
const currencyOf = (row: FigureRow): string => textIn(row, "currency", NO_CURRENCY);
const hasRevenue = (row: FigureRow): boolean => row.revenue !== null && row.revenue !== undefined;

/** Those in which an amount is known, the one with most orders first. */
export function revenueCurrencies(rows: readonly FigureRow[]): string[] {
  const known = rows.filter(hasRevenue);
  const orders = (currency: string) =>
    known.reduce((sum, row) => sum + (currencyOf(row) === currency ? numberIn(row, "orders") : 0), 0);
  return distinct(known.map(currencyOf)).sort((one, other) => orders(other) - orders(one));
}

/** One currency at a time: on one axis 9,000 yen would stand above 5,000 euros. */
export function revenueChart(
  rows: readonly FigureRow[],
  currency: string,
  look: ChartLook,
): ChartOption | undefined {
  const known = rows.filter((row) => hasRevenue(row) && currencyOf(row) === currency);
  if (known.length === 0) return undefined;
  const days = everyDay(rows);
  const sum = (day: string, name: string) =>
    known.reduce((total, row) => total + (dayIn(row, "day") === day ? numberIn(row, name) : 0), 0);
  const series = [
    { name: "revenue", color: look.series[0]! },
    { name: "refunded", color: look.series[2]! },
  ].filter(({ name }) => name === "revenue" || known.some((row) => numberIn(row, name) > 0));
  return {
    ...commonOption(look, `Revenue a day in ${currency}, and what was given back.`),
    grid,
    ...withLegend(
      look,
      series.map(({ name }) => name),
    ),
    tooltip: {
      ...tooltip(look),
      trigger: "axis",
      axisPointer: { type: "shadow" },
      valueFormatter: (value) => `${moneyNumber(Number(value))} ${currency}`,
    },
    xAxis: dayAxis(look, days),
    yAxis: countAxis(look),
    series: series.map(({ name, color }) => ({
      name,
      type: "bar" as const,
      barMaxWidth: 24,
      itemStyle: { color, borderRadius: [3, 3, 0, 0] },
      data: days.map((day) => Math.round(sum(day, name) * 100) / 100),
    })),
  };
}
