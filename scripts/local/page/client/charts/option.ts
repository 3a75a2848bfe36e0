import type { EChartsOption } from "echarts";
import type { ChartLook } from "../look.ts";
import { compactNumber } from "../numbers.ts";

export type ChartOption = EChartsOption;

/**
 * What all charts have in common. Tooltips are drawn on the canvas: those of HTML have styles in attributes, which the
 * page's policy refuses. There is no animation, so that a picture is what the figures are.
 */
export const commonOption = (look: ChartLook, description: string) => ({
  animation: false,
  backgroundColor: "transparent",
  color: [...look.series],
  textStyle: { fontFamily: "system-ui, 'Segoe UI', 'Liberation Sans', sans-serif", color: look.ink },
  aria: { enabled: true, label: { description } },
});

export const tooltip = (look: ChartLook) => ({
  renderMode: "richText" as const,
  backgroundColor: look.card,
  borderColor: look.line,
  textStyle: { color: look.ink, fontSize: 12 },
  confine: true,
});

export const legend = (look: ChartLook) => ({
  top: 0,
  left: 0,
  itemWidth: 14,
  itemHeight: 8,
  itemGap: 14,
  icon: "roundRect",
  textStyle: { color: look.ink },
});

export const axis = (look: ChartLook) => ({
  axisLine: { lineStyle: { color: look.line } },
  axisTick: { show: false },
  axisLabel: { color: look.quiet, hideOverlap: true },
  splitLine: { lineStyle: { color: look.line, type: "dashed" as const } },
});

/** An axis of counts. */
export const countAxis = (look: ChartLook, name = "") => {
  const common = axis(look);
  return {
    ...common,
    type: "value" as const,
    name,
    nameTextStyle: { color: look.quiet, align: "left" as const },
    axisLine: { show: false },
    axisLabel: { ...common.axisLabel, formatter: (value: number) => compactNumber(value) },
  };
};
