import { countriesChart, devicesChart, failuresChart, funnelChart, topPagesChart } from "./charts/bars.ts";
import { channelsChart } from "./charts/channels.ts";
import { activeUsersChart, conversionChart, revenueChart } from "./charts/days.ts";
import { activityChart, clicksChart, retentionChart } from "./charts/fields.ts";
import type { ChartOption } from "./charts/option.ts";
import { pageNamer } from "./charts/page-name.ts";
import { worldChart } from "./charts/world.ts";
import type { ChartLook } from "./look.ts";
import { distinct, type FigureRow } from "./rows.ts";

export const figureParts = ["visitors", "behaviour", "orders"] as const;

/** A figure of the page: the rows of a named query, as a chart and as a table. */
export interface PageFigure {
  id: string;
  title: string;
  part: (typeof figureParts)[number];
  /** Name of the query whose rows it shows. */
  query: string;
  size?: "third" | "two-thirds" | "wide";
  height?: "low" | "tall";
  /** What of the rows can be chosen, the first one unless somebody chooses. */
  choices?: { label: string; of(rows: readonly FigureRow[]): string[] };
  /** Left out where the table is all there is. Undefined where there is nothing to draw. */
  chart?(rows: readonly FigureRow[], look: ChartLook, choice: string): ChartOption | undefined;
  /** Shapes that the chart needs. */
  map?: "world";
}

/** In the order in which they stand on the page. */
export const pageFigures: readonly PageFigure[] = [
  {
    id: "active-users",
    title: "Active visitors",
    part: "visitors",
    query: "active_users",
    chart: activeUsersChart,
  },
  {
    id: "activity",
    title: "Activity by day and hour",
    part: "visitors",
    query: "activity_heatmap",
    chart: activityChart,
  },
  {
    id: "world",
    title: "Where visitors are",
    part: "visitors",
    query: "countries",
    size: "two-thirds",
    height: "tall",
    map: "world",
    chart: worldChart,
  },
  {
    id: "countries",
    title: "Visitors by country",
    part: "visitors",
    query: "countries",
    size: "third",
    height: "tall",
    chart: countriesChart,
  },
  {
    id: "retention",
    title: "Who comes back",
    part: "visitors",
    query: "retention_cohorts",
    chart: retentionChart,
  },
  { id: "devices", title: "Devices and browsers", part: "visitors", query: "devices", chart: devicesChart },
  {
    id: "funnel",
    title: "From a view to a purchase",
    part: "behaviour",
    query: "funnel",
    chart: funnelChart,
  },
  {
    id: "conversion",
    title: "Conversion over time",
    part: "behaviour",
    query: "conversion_over_time",
    chart: conversionChart,
  },
  {
    id: "channels",
    title: "What brings sessions",
    part: "behaviour",
    query: "breakdown",
    size: "wide",
    chart: channelsChart,
  },
  {
    id: "pages",
    title: "Top pages and their bounce rate",
    part: "behaviour",
    query: "top_pages",
    height: "tall",
    chart: topPagesChart,
  },
  {
    id: "clicks",
    title: "Where a page is clicked",
    part: "behaviour",
    query: "click_heatmap",
    height: "tall",
    choices: { label: "Page", of: (rows) => distinct(rows.map(pageNamer(rows))) },
    chart: (rows, look, page) => clicksChart(rows, page, look),
  },
  { id: "revenue", title: "Revenue by currency", part: "orders", query: "revenue", chart: revenueChart },
  { id: "products", title: "Products", part: "orders", query: "products" },
];

/** Shown among the failed events. */
export const failuresFigure: PageFigure = {
  id: "failures",
  title: "Failed events by reason",
  part: "behaviour",
  query: "failed_events_by_reason",
  height: "low",
  chart: failuresChart,
};

export const accountingFigure: PageFigure = {
  id: "days",
  title: "Accounting by day",
  part: "behaviour",
  query: "pipeline_accounting",
};
