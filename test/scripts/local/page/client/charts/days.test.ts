import { expect, test } from "@jest/globals";
import {
  activeUsersChart,
  conversionChart,
  revenueChart,
} from "../../../../../../scripts/local/page/client/charts/days.ts";
import { lightLook } from "../../../../../../scripts/local/page/client/look.ts";

interface Drawn {
  xAxis: { data: string[] };
  series: { name: string; data: (number | null)[] }[];
}

/** A day without a row between two that have one. */
const days = (of: (day: string) => object) =>
  ["2026-11-29", "2026-12-01"].map((day) => ({ day, ...of(day) }));

test.each([
  {
    description: "has no visitors, and nothing is said of the weeks before it",
    chart: activeUsersChart(
      days(() => ({ daily: 3, weekly: 5, monthly: 9 })),
      lightLook,
    ),
    series: { daily: [3, 0, 3], weekly: [5, null, 5], monthly: [9, null, 9] },
  },
  {
    description: "has no sessions, of which no share could buy",
    chart: conversionChart(
      days(() => ({ sessions: 4, conversion_rate: 0.5 })),
      lightLook,
    ),
    series: { sessions: [4, 0, 4], "conversion rate": [0.5, null, 0.5] },
  },
  {
    description: "has no revenue",
    chart: revenueChart(
      days((day) => ({ currency: day.endsWith("29") ? "EUR" : "USD", revenue: 7 })),
      lightLook,
    ),
    series: { EUR: [7, 0, 0], USD: [0, 0, 7] },
  },
])("a day on which nothing happened has its place among the others: it $description", ({ chart, series }) => {
  const drawn = chart as unknown as Drawn;
  expect(drawn.xAxis.data).toEqual(["2026-11-29", "2026-11-30", "2026-12-01"]);
  expect(Object.fromEntries(drawn.series.map(({ name, data }) => [name, data]))).toEqual(series);
});
