import type { ChartLook } from "../look.ts";
import { percentage, wholeNumber, wholePercentage } from "../numbers.ts";
import { dayIn, distinct, type FigureRow, numberIn, textIn } from "../rows.ts";
import { axis, type ChartOption, commonOption, NARROW, tooltip } from "./option.ts";
import { pageNamer } from "./page-name.ts";

const weekDays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, "0"));

const category = (look: ChartLook, data: readonly string[]) => ({
  ...axis(look),
  type: "category" as const,
  data: [...data],
  splitLine: { show: false },
  axisLine: { show: false },
});

const ramp = (look: ChartLook, max: number) => ({
  show: false,
  min: 0,
  max,
  inRange: { color: [...look.ramp] },
});

const cellLook = (look: ChartLook) => ({
  type: "heatmap" as const,
  itemStyle: { borderColor: look.card, borderWidth: 2, borderRadius: 4 },
  emphasis: { itemStyle: { borderColor: look.ink } },
});

export function activityChart(rows: readonly FigureRow[], look: ChartLook): ChartOption | undefined {
  if (rows.length === 0) return undefined;
  const events = rows.map((row) => numberIn(row, "events"));
  return {
    ...commonOption(look, "Events by day of the week and hour, in the visitors' own time."),
    grid: { top: 4, right: 8, bottom: 4, left: 4, containLabel: true },
    tooltip: {
      ...tooltip(look),
      formatter: (at) => {
        const [hour, day, count] = (at as { value: number[] }).value;
        return `${weekDays[day!]} ${hours[hour!]}:00\n${wholeNumber(count!)} events`;
      },
    },
    xAxis: category(look, hours),
    yAxis: { ...category(look, weekDays), inverse: true },
    visualMap: ramp(look, Math.max(1, ...events)),
    series: [
      {
        ...cellLook(look),
        data: rows.map((row, at) => [
          numberIn(row, "hour_of_day"),
          numberIn(row, "day_of_week") - 1,
          events[at]!,
        ]),
      },
    ],
  };
}

export function retentionChart(rows: readonly FigureRow[], look: ChartLook): ChartOption | undefined {
  if (rows.length === 0) return undefined;
  const cohorts = distinct(rows.map((row) => dayIn(row, "cohort_week")));
  const sizes = new Map(rows.map((row) => [dayIn(row, "cohort_week"), numberIn(row, "visitors")]));
  const sizeOf = (at: number) => wholeNumber(sizes.get(cohorts[at]!)!);
  const weeks = Math.max(...rows.map((row) => numberIn(row, "week_number")));
  const last = Math.max(...rows.map(weekOf));
  const cells = rows.map((row) => ({
    value: [
      numberIn(row, "week_number"),
      cohorts.indexOf(dayIn(row, "cohort_week")),
      numberIn(row, "retention"),
    ],
    // The last week may have only just begun: its shares grow until it is over, and are no colour beside the others.
    ...(weekOf(row) === last && {
      visualMap: false,
      itemStyle: underWay(look),
      label: { color: look.quiet },
    }),
  }));
  return {
    ...commonOption(
      look,
      "Share of the visitors of each week who came back in the weeks after it; the last week may not be over.",
    ),
    grid: { top: 4, right: 8, bottom: 4, left: 4, containLabel: true },
    tooltip: {
      ...tooltip(look),
      formatter: (at) => {
        const [week, cohort, share] = (at as { value: number[] }).value;
        const isLast = weekOf({ cohort_week: cohorts[cohort!]!, week_number: week }) === last;
        return `week of ${cohorts[cohort!]}\n${percentage(share!)} of ${sizeOf(cohort!)} visitors in week ${week}${isLast ? " so far" : ""}`;
      },
    },
    xAxis: {
      ...category(
        look,
        Array.from({ length: weeks + 1 }, (_, week) => (week === 0 ? "first week" : `week ${week}`)),
      ),
      position: "top",
    },
    yAxis: {
      ...category(
        look,
        cohorts.map((day, at) => `${day}  (${sizeOf(at)})`),
      ),
      inverse: true,
    },
    visualMap: ramp(look, strongest(rows, sizes)),
    series: [{ ...cellLook(look), label: { show: true, formatter: shareLabel(percentage) }, data: cells }],
    media: [
      {
        query: NARROW,
        option: {
          xAxis: { axisLabel: { formatter: (name: string) => name.replace(/^(first )?week ?/, "") || "0" } },
          yAxis: {
            axisLabel: { lineHeight: 15, formatter: (name: string) => name.slice(5).replace("  ", "\n") },
          },
          series: [{ label: { fontSize: 10, formatter: shareLabel(wholePercentage) } }],
        },
      },
    ],
  };
}

const DAY_MS = 86_400_000;

/** The first day of the week that a row is of, in days since 1970. */
const weekOf = (row: FigureRow): number =>
  Date.parse(dayIn(row, "cohort_week")) / DAY_MS + 7 * numberIn(row, "week_number");

const underWay = (look: ChartLook) => ({
  color: look.card,
  borderColor: look.line,
  borderWidth: 1,
  borderType: "dashed" as const,
});

const shareLabel = (format: (share: number) => string) => (at: unknown) =>
  format((at as { value: number[] }).value[2]!);

/**
 * The largest share of those who came back, without the first week, which is always whole, and without cohorts of so few
 * that each of them is many percent: beside them all others would be pale.
 */
function strongest(rows: readonly FigureRow[], sizes: ReadonlyMap<string, number>): number {
  const some = Math.max(...sizes.values()) / 50;
  const shares = rows
    .filter((row) => numberIn(row, "week_number") > 0 && numberIn(row, "visitors") >= some)
    .map((row) => numberIn(row, "retention"));
  return Math.max(0.01, ...shares);
}

/**
 * Steps of 100 pixels that are drawn. An event may say any height: what lies below is in the last step, above the page in
 * the first.
 */
const MAX_STEPS = 100;

/** Where a page was clicked: its width in twentieths, its height in steps of 100 pixels. */
export function clicksChart(
  rows: readonly FigureRow[],
  page: string,
  look: ChartLook,
): ChartOption | undefined {
  const nameOf = pageNamer(rows);
  const shown = rows.filter((row) => nameOf(row) === page);
  if (shown.length === 0) return undefined;
  const stepOf = (row: FigureRow) => Math.min(Math.max(numberIn(row, "y_pixels") / 100, 0), MAX_STEPS);
  const across = Array.from({ length: 20 }, (_, at) => `${at * 5} %`);
  const down = Array.from({ length: Math.max(...shown.map(stepOf)) + 1 }, (_, at) =>
    at === MAX_STEPS ? `from ${at * 100} px on` : `${at * 100} px`,
  );
  const places = Map.groupBy(shown, (row) => `${numberIn(row, "x_percent") / 5} ${stepOf(row)}`);
  const clicked = [...places].map(([place, at]) => {
    const [x, y] = place.split(" ").map(Number);
    return {
      value: [x!, y!, at.reduce((sum, row) => sum + numberIn(row, "clicks"), 0)],
      name: distinct(at.map((row) => textIn(row, "element"))).join(", "),
    };
  });
  return {
    ...commonOption(look, `Clicks on ${page} by place.`),
    grid: { top: 8, right: 8, bottom: 4, left: 4, containLabel: true, show: true, borderColor: look.line },
    tooltip: {
      ...tooltip(look),
      formatter: (at) => {
        const { value, name } = at as { value: number[]; name: string };
        return `${wholeNumber(value[2]!)} clicks\n${name}`;
      },
    },
    xAxis: {
      ...category(look, across),
      splitLine: { show: true, lineStyle: { color: look.line, opacity: 0.5 } },
    },
    yAxis: { ...category(look, down), inverse: true },
    visualMap: ramp(look, Math.max(...clicked.map(({ value }) => value[2]!))),
    series: [{ ...cellLook(look), data: clicked }],
  };
}
