import { geoEqualEarth } from "d3-geo";
import type { ChartLook } from "../look.ts";
import { wholeNumber } from "../numbers.ts";
import { type FigureRow, numberIn, textIn } from "../rows.ts";
import { countryName } from "./bars.ts";
import { type ChartOption, commonOption, tooltip } from "./option.ts";

/** Without a projection of spheres Russia and Fiji are drawn right across the map. */
const projection = () => {
  const earth = geoEqualEarth();
  return {
    project: (point: number[]) => earth(point as [number, number])!,
    unproject: (point: number[]) => earth.invert!(point as [number, number])!,
    stream: earth.stream as never,
  };
};

export function worldChart(rows: readonly FigureRow[], look: ChartLook): ChartOption | undefined {
  const known = rows.filter((row) => row.country !== null);
  if (known.length === 0) return undefined;
  return {
    ...commonOption(look, "Visitors by country on a map of the world."),
    tooltip: {
      ...tooltip(look),
      formatter: (at) => {
        const { name, value } = at as { name: string; value: number };
        return `${countryName(name)}\n${Number.isNaN(value) ? "no" : wholeNumber(value)} visitors`;
      },
    },
    visualMap: {
      min: 0,
      max: Math.max(...known.map((row) => numberIn(row, "visitors"))),
      inRange: { color: [...look.ramp.slice(1)] },
      textStyle: { color: look.quiet },
      left: 4,
      bottom: 4,
      itemHeight: 80,
      itemWidth: 12,
      calculable: false,
    },
    series: [
      {
        type: "map",
        map: "world",
        projection: projection(),
        roam: false,
        preserveAspect: "contain",
        left: 4,
        right: 4,
        top: 4,
        bottom: 4,
        itemStyle: { areaColor: look.line, borderColor: look.card },
        emphasis: { label: { show: false }, itemStyle: { areaColor: look.series[2] } },
        select: { disabled: true },
        data: known.map((row) => ({ name: textIn(row, "country"), value: numberIn(row, "visitors") })),
      },
    ],
  };
}
