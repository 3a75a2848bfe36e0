import { expect, test } from "@jest/globals";
import { retentionChart } from "../../../../../../scripts/local/page/client/charts/fields.ts";
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
