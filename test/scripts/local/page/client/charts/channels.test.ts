import { expect, test } from "@jest/globals";
import { channelsChart } from "../../../../../../scripts/local/page/client/charts/channels.ts";
import { lightLook } from "../../../../../../scripts/local/page/client/look.ts";

interface Drawn {
  yAxis: { data: string[] };
  series: [{ data: number[]; label: { formatter(at: { dataIndex: number }): string } }];
}

test("channels are drawn by their sessions, with the share that bought; what is not known is one of them", () => {
  const rows = [
    { trait: "Direct", sessions: 40, conversion_rate: 0.025 },
    { trait: null, sessions: 2, conversion_rate: 0 },
  ];
  const { yAxis, series } = channelsChart(rows, lightLook) as unknown as Drawn;
  expect(yAxis.data).toEqual(["Direct", "(not known)"]);
  expect(series[0].data).toEqual([40, 2]);
  expect(rows.map((_, dataIndex) => series[0].label.formatter({ dataIndex }))).toEqual([
    "2.5% buy",
    "0% buy",
  ]);
});

test("without sessions there is nothing to draw", () => {
  expect(channelsChart([], lightLook)).toBeUndefined();
});
