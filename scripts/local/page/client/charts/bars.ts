import type { ChartLook } from "../look.ts";
import { percentage, wholeNumber } from "../numbers.ts";
import { distinct, type FigureRow, numberIn, textIn } from "../rows.ts";
import { axis, type ChartOption, commonOption, countAxis, NARROW, tooltip, withLegend } from "./option.ts";
import { fittedName, pageNamer } from "./page-name.ts";

/** Bars from the left, the first row at the top. */
const lying = (look: ChartLook, names: readonly string[]) => ({
  grid: { top: 6, right: 60, bottom: 4, left: 4, containLabel: true },
  xAxis: { ...countAxis(look), splitNumber: 4 },
  yAxis: {
    ...axis(look),
    type: "category" as const,
    inverse: true,
    data: [...names],
    splitLine: { show: false },
    axisLabel: { color: look.ink, width: 190, overflow: "truncate" as const, formatter: fittedName },
  },
  media: [{ query: NARROW, option: { yAxis: { axisLabel: { width: 170 } } } }],
});

interface Ranked {
  /** For whoever does not see it. */
  says: string;
  names: readonly string[];
  /** What the bars are the number of. */
  counted: string;
  counts: number[];
  /** What stands behind the bars; their numbers unless given, with the room for it, pixels. */
  notes?: readonly string[];
  notesWidth?: number;
}

/** One bar a name, the largest first; undefined without any. */
export function rankedChart(
  look: ChartLook,
  { says, names, counted, counts, notes, notesWidth }: Ranked,
): ChartOption | undefined {
  if (names.length === 0) return undefined;
  const base = lying(look, names);
  return {
    ...commonOption(look, says),
    ...base,
    ...(notesWidth !== undefined && { grid: { ...base.grid, right: notesWidth } }),
    tooltip: { ...tooltip(look), trigger: "axis", axisPointer: { type: "shadow" } },
    series: [
      {
        name: counted,
        type: "bar",
        itemStyle: { borderRadius: [0, 4, 4, 0] },
        label: {
          show: true,
          position: "right",
          color: look.quiet,
          ...(notes && { formatter: ({ dataIndex }) => notes[dataIndex] ?? "" }),
        },
        data: counts,
      },
    ],
  };
}

const stepNames: Record<string, string> = {
  product_view: "Product view",
  add_to_cart: "Add to cart",
  begin_checkout: "Checkout",
  purchase: "Purchase",
};

export function funnelChart(rows: readonly FigureRow[], look: ChartLook): ChartOption | undefined {
  const sessions = rows.map((row) => numberIn(row, "sessions"));
  if (!sessions.some((count) => count > 0)) return undefined;
  const names = rows.map((row) => stepNames[textIn(row, "name")] ?? textIn(row, "name"));
  const labels = rows.map((row, at) =>
    at === 0
      ? wholeNumber(sessions[0]!)
      : `${wholeNumber(sessions[at]!)}  ·  ${percentage(numberIn(row, "share_of_previous"))} of those before`,
  );
  const lost = sessions.map((count, at) => (at === 0 ? 0 : sessions[at - 1]! - count));
  const base = lying(look, names);
  return {
    ...commonOption(
      look,
      "Sessions that reached each step of the funnel, and those that dropped off before it.",
    ),
    ...base,
    grid: { ...base.grid, right: 20, bottom: 4 },
    // Where bars are too short for what is to be said of them, it stands under the names of the steps.
    media: [
      {
        query: NARROW,
        option: {
          yAxis: {
            axisLabel: {
              lineHeight: 15,
              formatter: (name: string) => `${name}\n${labels[names.indexOf(name)]}`,
            },
          },
          series: [{ label: { show: false } }, { label: { show: false } }],
        },
      },
    ],
    tooltip: { ...tooltip(look), trigger: "axis", axisPointer: { type: "shadow" } },
    series: [
      {
        name: "sessions",
        type: "bar",
        stack: "step",
        barCategoryGap: "28%",
        itemStyle: { borderRadius: [0, 4, 4, 0] },
        label: {
          show: true,
          position: "insideLeft",
          color: look.card,
          formatter: ({ dataIndex }) => (dataIndex === 0 ? labels[0]! : ""),
        },
        data: [...sessions],
      },
      {
        name: "dropped off",
        type: "bar",
        stack: "step",
        itemStyle: { color: look.line, borderRadius: [0, 4, 4, 0] },
        label: {
          show: true,
          position: "insideLeft",
          color: look.ink,
          formatter: ({ dataIndex }) => (dataIndex === 0 ? "" : labels[dataIndex]!),
        },
        data: lost,
      },
    ],
  };
}

const MAX_PAGES = 12;

export function topPagesChart(rows: readonly FigureRow[], look: ChartLook): ChartOption | undefined {
  const shown = rows.slice(0, MAX_PAGES);
  const bounce = shown.map((row) => row.bounce_rate as number | null);
  return rankedChart(look, {
    says: "The pages seen most, by page views, with their bounce rate.",
    names: shown.map(pageNamer(shown)),
    counted: "page views",
    counts: shown.map((row) => numberIn(row, "page_views")),
    notes: bounce.map((share) =>
      share === null || share === undefined ? "" : `${percentage(share)} bounce`,
    ),
    notesWidth: 96,
  });
}

/** Browsers that are told apart; the rows have the most common ones first. */
const MAX_BROWSERS = 6;

export function devicesChart(rows: readonly FigureRow[], look: ChartLook): ChartOption | undefined {
  if (rows.length === 0) return undefined;
  const kinds = distinct(rows.map((row) => textIn(row, "device_category")));
  const named = distinct(rows.map((row) => textIn(row, "browser"))).slice(0, MAX_BROWSERS);
  const browserOf = (row: FigureRow) =>
    named.includes(textIn(row, "browser")) ? textIn(row, "browser") : "others";
  const browsers = distinct(rows.map(browserOf));
  const events = (kind: string, browser: string) =>
    rows
      .filter((row) => row.device_category === kind && browserOf(row) === browser)
      .reduce((sum, row) => sum + numberIn(row, "events"), 0);
  return {
    ...commonOption(look, "Events by kind of device, each divided by browser."),
    ...lying(look, kinds),
    grid: { top: 34, right: 20, bottom: 4, left: 4, containLabel: true },
    ...withLegend(look, browsers),
    tooltip: { ...tooltip(look), trigger: "item" },
    series: browsers.map((browser) => ({
      name: browser,
      type: "bar" as const,
      stack: "events",
      barCategoryGap: "35%",
      data: kinds.map((kind) => events(kind, browser) || null),
    })),
  };
}

export function failuresChart(rows: readonly FigureRow[], look: ChartLook): ChartOption | undefined {
  if (rows.length === 0) return undefined;
  const names = rows.map((row) => `${textIn(row, "stage")} / ${textIn(row, "reason")}`);
  const base = lying(look, names);
  const { formatter: _, ...wholeName } = base.yAxis.axisLabel;
  return {
    ...commonOption(look, "Failed events by stage and reason."),
    ...base,
    // Stages and reasons are a closed list, each of which has its place; names of pages do not.
    yAxis: { ...base.yAxis, axisLabel: wholeName },
    tooltip: { ...tooltip(look), trigger: "axis", axisPointer: { type: "shadow" } },
    series: [
      {
        name: "failed events",
        type: "bar",
        barMaxWidth: 26,
        itemStyle: { color: look.bad, borderRadius: [0, 4, 4, 0] },
        label: { show: true, position: "right", color: look.quiet },
        data: rows.map((row) => numberIn(row, "events")),
      },
    ],
  };
}

const MAX_COUNTRIES = 14;
const countryNames = new Intl.DisplayNames("en", { type: "region", fallback: "code" });

export const countryName = (code: string): string => {
  if (code === "") return "(not known)";
  try {
    return countryNames.of(code) ?? code;
  } catch {
    // What an event says of its country need not be a code.
    return code;
  }
};

export function countriesChart(rows: readonly FigureRow[], look: ChartLook): ChartOption | undefined {
  const shown = rows.slice(0, MAX_COUNTRIES);
  return rankedChart(look, {
    says: "Visitors by country.",
    names: shown.map((row) => countryName(textIn(row, "country"))),
    counted: "visitors",
    counts: shown.map((row) => numberIn(row, "visitors")),
  });
}
