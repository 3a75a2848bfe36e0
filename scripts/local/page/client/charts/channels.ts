import type { ChartLook } from "../look.ts";
import { percentage } from "../numbers.ts";
import { type FigureRow, numberIn, textIn } from "../rows.ts";
import { rankedChart } from "./bars.ts";
import type { ChartOption } from "./option.ts";

const MAX_CHANNELS = 12;

/** What brought the sessions, and how many of them bought. */
export function channelsChart(rows: readonly FigureRow[], look: ChartLook): ChartOption | undefined {
  const shown = rows.slice(0, MAX_CHANNELS);
  return rankedChart(look, {
    says: "Sessions by the channel that brought them, with the share of them that bought.",
    names: shown.map((row) => textIn(row, "trait", "(not known)")),
    counted: "sessions",
    counts: shown.map((row) => numberIn(row, "sessions")),
    notes: shown.map((row) => `${percentage(numberIn(row, "conversion_rate"))} buy`),
    notesWidth: 76,
  });
}
