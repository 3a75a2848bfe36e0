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

/** As on a telephone: bars and cells have room for less text beside them. */
export const NARROW = { maxWidth: 440 };

const LEGEND_LINE = 21;
/** Of a mark with the space around it, and of a letter, px. */
const LEGEND_MARK = 34;
const LEGEND_LETTER = 6.6;
/** Widths of charts, px, the widest first: where several hold, the last one counts. */
const WIDTHS = [2000, 1200, 800, 640, 540, 460, 400, 350, 310, 280];

/** A legend above a chart, which has as much room as its lines take, however narrow the chart is. */
export const withLegend = (look: ChartLook, names: readonly string[]) => ({
  legend: {
    top: 0,
    left: 0,
    itemWidth: 14,
    itemHeight: 8,
    itemGap: 14,
    icon: "roundRect",
    textStyle: { color: look.ink },
  },
  media: WIDTHS.map((maxWidth) => ({
    query: { maxWidth },
    option: { grid: { top: 14 + LEGEND_LINE * legendLines(names, maxWidth) } },
  })),
});

/** How many lines a legend takes in a width. */
export function legendLines(names: readonly string[], width: number): number {
  let [lines, left] = [1, width];
  for (const name of names) {
    const taken = LEGEND_MARK + LEGEND_LETTER * name.length;
    if (taken > left && left < width) [lines, left] = [lines + 1, width];
    left -= taken;
  }
  return lines;
}

export const axis = (look: ChartLook) => ({
  axisLine: { lineStyle: { color: look.line } },
  axisTick: { show: false },
  axisLabel: { color: look.quiet, hideOverlap: true },
  splitLine: { lineStyle: { color: look.line, type: "dashed" as const } },
});

/** An axis of counts. */
export const countAxis = (look: ChartLook) => {
  const common = axis(look);
  return {
    ...common,
    type: "value" as const,
    axisLine: { show: false },
    axisLabel: { ...common.axisLabel, formatter: (value: number) => compactNumber(value) },
  };
};
