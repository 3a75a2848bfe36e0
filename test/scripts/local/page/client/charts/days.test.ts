import { describe, expect, test } from "@jest/globals";
import {
  activeUsersChart,
  conversionChart,
  revenueChart,
  revenueCurrencies,
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
      "USD",
      lightLook,
    ),
    series: { revenue: [0, 0, 7] },
  },
])("a day on which nothing happened has its place among the others: it $description", ({ chart, series }) => {
  const drawn = chart as unknown as Drawn;
  expect(drawn.xAxis.data).toEqual(["2026-11-29", "2026-11-30", "2026-12-01"]);
  expect(Object.fromEntries(drawn.series.map(({ name, data }) => [name, data]))).toEqual(series);
});

describe("revenue is shown in one currency at a time", () => {
  const row = (
    currency: string | null,
    orders: number,
    revenue: number | null,
    refunded: number | null = 0,
  ) => ({
    day: "2026-12-01",
    currency,
    orders,
    revenue,
    refunded,
  });
  const rows = [
    row(null, 90, null),
    row("EUR", 2, 30),
    row("JPY", 4, 9000, 500),
    row("JPY", 3, 1000, null),
    row(null, 1, 5),
  ];

  test("of those in which an amount is known, the one with most orders first", () => {
    expect(revenueCurrencies(rows)).toEqual(["JPY", "EUR", "(none)"]);
    expect(revenueCurrencies([row(null, 90, null)])).toEqual([]);
  });

  test.each([
    { currency: "JPY", series: { revenue: [10_000], refunded: [500] } },
    { currency: "EUR", series: { revenue: [30] } },
    { currency: "(none)", series: { revenue: [5] } },
  ])("in $currency: nothing of the others, and refunds where there are any", ({ currency, series }) => {
    const drawn = revenueChart(rows, currency, lightLook) as unknown as Drawn;
    expect(Object.fromEntries(drawn.series.map(({ name, data }) => [name, data]))).toEqual(series);
  });

  test("and orders without an amount are no revenue of 0", () => {
    expect(revenueChart([row(null, 90, null)], "(none)", lightLook)).toBeUndefined();
  });
});
