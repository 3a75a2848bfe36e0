import { expect, test } from "@jest/globals";
import { failuresChart, funnelChart } from "../../../../../../scripts/local/page/client/charts/bars.ts";
import { lightLook } from "../../../../../../scripts/local/page/client/look.ts";

interface Drawn {
  yAxis: { data: string[]; axisLabel: { formatter?: (name: string) => string } };
  series: { data: number[]; label: { formatter(at: { dataIndex: number }): string } }[];
}

test("a step of the funnel says how many reached it, and which share that is of the step before", () => {
  const rows = [
    { name: "product_view", sessions: 1479, share_of_previous: null },
    { name: "add_to_cart", sessions: 486, share_of_previous: 0.3286 },
    { name: "rated", sessions: 66, share_of_previous: 0.1358 },
  ];
  const { yAxis, series } = funnelChart(rows, lightLook) as unknown as Drawn;
  expect(yAxis.data).toEqual(["Product view", "Add to cart", "rated"]);
  expect(series.map(({ data }) => data)).toEqual([
    [1479, 486, 66],
    [0, 993, 420],
  ]);
  expect(series[0]!.label.formatter({ dataIndex: 0 })).toBe("1,479");
  expect([1, 2].map((dataIndex) => series[1]!.label.formatter({ dataIndex }))).toEqual([
    "486  ·  32.9% of those before",
    "66  ·  13.6% of those before",
  ]);
});

test("a failure's stage and reason stand beside its bar as they are, however long", () => {
  const rows = [{ stage: "archive", reason: "record_age_exceeded", events: 3 }];
  const { yAxis } = failuresChart(rows, lightLook) as unknown as Drawn;
  expect(yAxis.data).toEqual(["archive / record_age_exceeded"]);
  expect(yAxis.axisLabel.formatter).toBeUndefined();
});
