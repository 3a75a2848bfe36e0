import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { type EChartsOption, init } from "echarts";
import type { Field, Frame } from "./frame.ts";
import { withUnit } from "./units.ts";

export interface Size {
  width: number;
  height: number;
}

/** A chart as SVG, drawn without a browser. */
export function svgOf(option: EChartsOption, size: Size): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, ...size });
  chart.setOption({ animation: false, textStyle: { fontSize: 11 }, ...option });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

const fieldsOf = (frame: Frame): [time: Field, value: Field] => [frame[0]!, frame[1]!];
const grid = { left: 8, right: 12, top: 10, bottom: 34, containLabel: true };
const legend = { type: "scroll" as const, bottom: 0, itemHeight: 8, textStyle: { fontSize: 10 } };

export function linesOption(frames: readonly Frame[], { fieldConfig }: Panel): EChartsOption {
  const { unit, thresholds } = fieldConfig?.defaults ?? {};
  const right = new Set(
    (fieldConfig?.overrides ?? []).flatMap(({ matcher, properties }) =>
      properties.some(({ id }) => id === "custom.axisPlacement") ? [matcher.options as string] : [],
    ),
  );
  const limit = thresholds?.steps.find(({ value }) => value !== null)?.value;
  const axis = {
    type: "value" as const,
    min: 0,
    axisLabel: { formatter: (value: number) => withUnit(value, unit) },
  };
  return {
    grid,
    legend,
    xAxis: { type: "time" },
    yAxis: right.size > 0 ? [axis, { ...axis, splitLine: { show: false } }] : axis,
    series: frames.map((frame, at) => {
      const [time, { name, values }] = fieldsOf(frame);
      return {
        name,
        type: "line",
        yAxisIndex: right.has(name) ? 1 : 0,
        showSymbol: values.length < 2,
        data: values.map((value, row) => [time.values[row], value]) as [number, number][],
        ...(at === 0 &&
          limit && { markLine: { symbol: "none", data: [{ yAxis: limit }], lineStyle: { color: "red" } } }),
      };
    }),
  };
}

export interface Bar {
  name: string;
  value: number;
}

export const barsOption = (bars: readonly Bar[], unit: string | undefined): EChartsOption => ({
  grid: { ...grid, right: 60, bottom: 4 },
  xAxis: { type: "value", min: 0, axisLabel: { show: false } },
  yAxis: {
    type: "category",
    inverse: true,
    data: bars.map(({ name }) => name),
    axisLabel: { width: 160, overflow: "truncate" },
  },
  series: [
    {
      type: "bar",
      label: { show: true, position: "right", formatter: ({ value }) => withUnit(Number(value), unit) },
      data: bars.map(({ value }) => value),
    },
  ],
});

export const pieOption = (bars: readonly Bar[]): EChartsOption => ({
  series: [{ type: "pie", radius: "70%", data: bars.map(({ name, value }) => ({ name, value })) }],
});

/** Bars side by side: a text names each, numbers are drawn. */
export function daysOption(frame: Frame, xField: string, unit: string | undefined): EChartsOption {
  const names = frame.find(({ name }) => name === xField);
  if (names?.type !== "string")
    throw new Error(`Bars are named by the text of ${xField}, which is not there.`);
  return {
    grid,
    legend,
    xAxis: { type: "category", data: names.values.map(String) },
    yAxis: { type: "value", min: 0, axisLabel: { formatter: (value: number) => withUnit(value, unit) } },
    series: frame
      .filter(({ type }) => type === "number")
      .map(({ name, values }) => ({ name, type: "bar", data: values as number[] })),
  };
}
