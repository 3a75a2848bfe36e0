import type { ChartLook } from "../look.ts";
import { percentage } from "../numbers.ts";
import { type FigureRow, numberIn, textIn } from "../rows.ts";
import { lying } from "./bars.ts";
import { type ChartOption, commonOption, tooltip } from "./option.ts";

const MAX_CHANNELS = 12;

/** What brought the sessions, and how many of them bought. */
export function channelsChart(rows: readonly FigureRow[], look: ChartLook): ChartOption | undefined {
  const shown = rows.slice(0, MAX_CHANNELS);
  if (shown.length === 0) return undefined;
  return {
    ...commonOption(look, "Sessions by the channel that brought them, with the share of them that bought."),
    ...lying(
      look,
      shown.map((row) => textIn(row, "trait", "(not known)")),
    ),
    grid: { top: 6, right: 76, bottom: 4, left: 4, containLabel: true },
    tooltip: { ...tooltip(look), trigger: "axis", axisPointer: { type: "shadow" } },
    series: [
      {
        name: "sessions",
        type: "bar",
        itemStyle: { borderRadius: [0, 4, 4, 0] },
        label: {
          show: true,
          position: "right",
          color: look.quiet,
          formatter: ({ dataIndex }) => `${percentage(numberIn(shown[dataIndex]!, "conversion_rate"))} buy`,
        },
        data: shown.map((row) => numberIn(row, "sessions")),
      },
    ],
  };
}
