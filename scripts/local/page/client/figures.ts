import { countriesChart, devicesChart, failuresChart, funnelChart, topPagesChart } from "./charts/bars.ts";
import { channelsChart } from "./charts/channels.ts";
import { activeUsersChart, conversionChart, revenueChart, revenueCurrencies } from "./charts/days.ts";
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
  /** What stands there where there is nothing to draw: what events would have to say. */
  empty: string;
  size?: "third" | "two-thirds" | "wide";
  height?: "low" | "tall";
  /** What of the rows can be chosen, the first one unless somebody chooses. */
  choices?: { label: string; of(rows: readonly FigureRow[]): string[] };
  /** Where its query takes no source. */
  ofAllSources?: true;
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
    empty: "No visitors in these days.",
    chart: activeUsersChart,
  },
  {
    id: "activity",
    title: "Activity by day and hour",
    part: "visitors",
    query: "activity_heatmap",
    empty: "No events of people in these days.",
    chart: activityChart,
  },
  {
    id: "world",
    title: "Where visitors are",
    part: "visitors",
    query: "countries",
    empty:
      "No country is known: it comes of an address (ip) that the table of places has, or of geo_country.",
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
    empty: "No visitors in these days.",
    size: "third",
    height: "tall",
    chart: countriesChart,
  },
  {
    id: "retention",
    title: "Who comes back",
    part: "visitors",
    query: "retention_cohorts",
    empty: "Nobody came for the first time in these days.",
    chart: retentionChart,
  },
  {
    id: "devices",
    title: "Devices and browsers",
    part: "visitors",
    query: "devices",
    empty: "No events in these days.",
    chart: devicesChart,
  },
  {
    id: "funnel",
    title: "From a view to a purchase",
    part: "behaviour",
    query: "funnel",
    empty:
      "No session with a product_view in these days. npm run query -- funnel --steps A,B takes other events.",
    chart: funnelChart,
  },
  {
    id: "conversion",
    title: "Conversion over time",
    part: "behaviour",
    query: "conversion_over_time",
    empty: "No sessions in these days.",
    chart: conversionChart,
  },
  {
    id: "channels",
    title: "What brings sessions",
    part: "behaviour",
    query: "breakdown",
    empty: "No sessions in these days.",
    size: "wide",
    chart: channelsChart,
  },
  {
    id: "pages",
    title: "Top pages and their bounce rate",
    part: "behaviour",
    query: "top_pages",
    empty: "No page_view with a page_url in these days.",
    height: "tall",
    chart: topPagesChart,
  },
  {
    id: "clicks",
    title: "Where a page is clicked",
    part: "behaviour",
    query: "click_heatmap",
    empty: "No click with x, y and viewport_w in these days.",
    height: "tall",
    choices: { label: "Page", of: (rows) => distinct(rows.map(pageNamer(rows))) },
    chart: (rows, look, page) => clicksChart(rows, page, look),
  },
  {
    id: "revenue",
    title: "Revenue by currency",
    part: "orders",
    query: "revenue",
    empty: "No purchase or refund with an amount (order_value, items or price) in these days.",
    size: "wide",
    choices: { label: "Currency", of: revenueCurrencies },
    chart: (rows, look, currency) => revenueChart(rows, currency, look),
  },
  {
    id: "products",
    title: "Products",
    part: "orders",
    query: "products",
    empty: "No product_view, add_to_cart or purchase with a product in these days.",
    // A product has a row for each currency, which is seen where its column is.
    size: "wide",
  },
];

/** Shown among the failed events. */
export const failuresFigure: PageFigure = {
  id: "failures",
  title: "Failed events by reason",
  part: "behaviour",
  query: "failed_events_by_reason",
  ofAllSources: true,
  empty: "Nothing has failed in these days.",
  height: "low",
  chart: failuresChart,
};

export const accountingFigure: PageFigure = {
  id: "days",
  title: "Accounting by day",
  part: "behaviour",
  query: "pipeline_accounting",
  ofAllSources: true,
  empty: "No events in these days.",
};
