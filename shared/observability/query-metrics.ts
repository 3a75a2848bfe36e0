/** A figure of a named query that the local run gives to Prometheus: a gauge with a sample for each row. */
export interface QueryMetric {
  help: string;
  query: string;
  /** Label → column that it is taken from. */
  labels: Readonly<Record<string, string>>;
  /** Column of the value; rows without one have no sample. */
  value: string;
  /** Rows that are taken at most, the first ones, or of days the last whole ones: each is a time series. */
  rows: number;
}

const of = (
  query: string,
  value: string,
  labels: Record<string, string>,
  help: string,
  rows = 20,
): QueryMetric => ({ help, query, labels, value, rows });

const pages = { host: "page_host", page: "page_path" };
const devices = { device: "device_category", os: "os", browser: "browser" };
const days = { day: "day" };
const product = { product: "product", currency: "currency" };

/** By their names. What a query counts, its file says. */
export const queryMetrics = {
  clickstream_funnel_sessions: of("funnel", "sessions", { step: "name" }, "Sessions that reached a step"),
  clickstream_channel_sessions: of(
    "breakdown",
    "sessions",
    { channel: "trait" },
    "Sessions by the channel that brought them",
  ),
  clickstream_page_views: of("top_pages", "page_views", pages, "Views of the pages seen most"),
  clickstream_page_bounce_ratio: of("top_pages", "bounce_rate", pages, "Bounce rate of the pages seen most"),
  clickstream_device_events: of(
    "devices",
    "events",
    devices,
    "Events by device, operating system and browser",
  ),
  clickstream_activity_events: of(
    "activity_heatmap",
    "events",
    { day_of_week: "day_of_week", hour_of_day: "hour_of_day" },
    "Events by day of the week and hour of the day",
    7 * 24,
  ),
  clickstream_day_sessions: of(
    "conversion_over_time",
    "sessions",
    days,
    "Sessions by the day they began",
    40,
  ),
  clickstream_day_conversion_ratio: of(
    "conversion_over_time",
    "conversion_rate",
    days,
    "Sessions with a purchase by the day they began",
    40,
  ),
  clickstream_day_visitors: of("active_users", "daily", days, "Visitors by day", 40),
  clickstream_visitor_events: of(
    "top_users",
    "events",
    { visitor: "visitor" },
    "Events of the most active visitors",
  ),
  clickstream_cohort_retention_ratio: of(
    "retention_cohorts",
    "retention",
    { cohort: "cohort_week", week: "week_number" },
    "Visitors of a cohort that came back in a later week",
    60,
  ),
  clickstream_page_transitions: of(
    "paths",
    "times",
    { page: "page", next_page: "next_page" },
    "Times that visitors went from page to page",
  ),
  clickstream_day_revenue: of(
    "revenue",
    "revenue",
    { day: "day", currency: "currency", source: "source" },
    "Revenue by day, currency and source",
    400,
  ),
  clickstream_product_revenue: of("products", "revenue", product, "Revenue of the products"),
} satisfies Readonly<Record<string, QueryMetric>>;

export type QueryMetricName = keyof typeof queryMetrics;
