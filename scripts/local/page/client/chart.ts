import { BarChart, HeatmapChart, LineChart, MapChart } from "echarts/charts";
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import { type EChartsType, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import type { ChartOption } from "./charts/option.ts";

use([
  BarChart,
  HeatmapChart,
  LineChart,
  MapChart,
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
  CanvasRenderer,
]);

const charts = new WeakMap<HTMLElement, EChartsType>();

/** Draws into the element what the option says, and nothing of what stood there before. */
export function drawChart(host: HTMLElement, option: ChartOption): void {
  let chart = charts.get(host);
  if (chart === undefined) {
    chart = init(host, null, { renderer: "canvas" });
    charts.set(host, chart);
    const drawn = chart;
    new ResizeObserver(() => drawn.resize()).observe(host);
  }
  chart.setOption(option, { notMerge: true });
}

export { registerMap } from "echarts/core";
