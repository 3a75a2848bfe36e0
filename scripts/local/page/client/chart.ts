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

interface Drawn {
  chart: EChartsType;
  option: ChartOption;
}

const charts = new WeakMap<HTMLElement, Drawn>();

/** Draws into the element what the option says, and nothing of what stood there before. */
export function drawChart(host: HTMLElement, option: ChartOption): void {
  const drawn = charts.get(host) ?? begun(host, option);
  drawn.option = option;
  drawn.chart.setOption(option, { notMerge: true });
}

function begun(host: HTMLElement, option: ChartOption): Drawn {
  const drawn = { chart: init(host, null, { renderer: "canvas" }), option };
  charts.set(host, drawn);
  new ResizeObserver(() => {
    drawn.chart.resize();
    // What held for one width is not taken back by itself.
    drawn.chart.setOption(drawn.option, { notMerge: true });
  }).observe(host);
  return drawn;
}

export { registerMap } from "echarts/core";
