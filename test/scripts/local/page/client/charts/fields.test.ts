import { expect, test } from "@jest/globals";
import { clicksChart, retentionChart } from "../../../../../../scripts/local/page/client/charts/fields.ts";
import { lightLook } from "../../../../../../scripts/local/page/client/look.ts";

const row = (cohort_week: string, visitors: number, week_number: number, retention: number) => ({
  cohort_week,
  visitors,
  week_number,
  retention,
});

interface Drawn {
  visualMap: { max: number };
  series: [{ data: { value: number[]; visualMap?: false }[] }];
}

test("who comes back: a week that may not be over has no colour, and a handful of visitors sets no scale", () => {
  const chart = retentionChart(
    [
      row("2026-11-09", 1, 0, 1),
      row("2026-11-09", 1, 1, 1),
      row("2026-11-16", 2000, 0, 1),
      row("2026-11-16", 2000, 1, 0.3),
      row("2026-11-16", 2000, 2, 0.04),
      row("2026-11-23", 900, 0, 1),
      row("2026-11-23", 900, 1, 0.01),
      row("2026-11-30", 9, 0, 1),
    ],
    lightLook,
  ) as unknown as Drawn;
  const pale = chart.series[0].data.filter(({ visualMap }) => visualMap === false);
  expect(pale.map(({ value }) => value)).toEqual([
    [2, 1, 0.04],
    [1, 2, 0.01],
    [0, 3, 1],
  ]);
  expect(chart.visualMap.max).toBe(0.3);
});

interface Clicks {
  yAxis: { data: string[] };
  series: [{ data: { value: number[] }[] }];
}

const click = (page_path: string, y_pixels: number, override: object = {}) => ({
  page_host: "shop",
  page_path,
  x_percent: 10,
  y_pixels,
  clicks: 1,
  element: "a",
  ...override,
});

test.each([
  {
    description: "far below the page, where no screen would show it, in the last step",
    rows: [click("/", 1_000_000), click("/", 20_000_000)],
    cells: [[2, 100, 2]],
    last: "from 10000 px on",
  },
  {
    description: "above it in the first",
    rows: [click("/", -300), click("/", 100)],
    cells: [
      [2, 0, 1],
      [2, 1, 1],
    ],
    last: "100 px",
  },
])("clicks are drawn: $description", ({ rows, cells, last }) => {
  const { yAxis, series } = clicksChart(rows, "/", lightLook) as unknown as Clicks;
  expect(series[0].data.map(({ value }) => value)).toEqual(cells);
  expect(yAxis.data.at(-1)).toBe(last);
});

test("clicks on pages of two hosts are not drawn into one", () => {
  const rows = [click("/", 0), click("/", 0, { page_host: "blog", clicks: 7 })];
  const { series } = clicksChart(rows, "blog/", lightLook) as unknown as Clicks;
  expect(series[0].data.map(({ value }) => value)).toEqual([[2, 0, 7]]);
});
