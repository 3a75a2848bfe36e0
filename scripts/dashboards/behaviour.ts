import { graphLine } from "../../shared/observability/graph.ts";
import { functionMetric } from "../../shared/observability/metric.ts";
import { eventsNamed } from "../../shared/observability/written.ts";
import { named } from "./athena-sql.ts";
import { latest } from "./clickstream.ts";
import { type DashboardDefinition, promqlOfLines } from "./panel.ts";
import type { LookedAt } from "./stack.ts";

/** What visitors do over days and weeks. */
export function behaviour({ resources: { functions } }: LookedAt): DashboardDefinition {
  const enrich = functionMetric(functions.enrich.name);
  const steps = ["product_view", "add_to_cart", "begin_checkout", "purchase"].map((name) =>
    graphLine(name, enrich(eventsNamed(name))),
  );
  const searches = ["search", "click", "remove_from_cart"].map((name) =>
    graphLine(name, enrich(eventsNamed(name))),
  );
  return {
    id: "behaviour",
    title: "Behaviour",
    description: "Funnel, visitors, cohorts, paths and products, as the named queries count them.",
    rows: [
      {
        title: "Funnel",
        panels: [
          {
            title: "Funnel",
            description: "Sessions that reached each step after the one before it.",
            kind: "bars",
            width: 8,
            prometheus: [{ expr: latest("clickstream_funnel_sessions"), legend: "{{step}}" }],
            athena: named("funnel", "name, sessions", "order by step"),
          },
          {
            title: "Steps of the funnel over time",
            description: "Events, not sessions: known within a minute.",
            kind: "lines",
            width: 8,
            prometheus: promqlOfLines(steps),
            cloudwatch: steps,
          },
          {
            title: "Searches, clicks and removals over time",
            description: "Events of these names.",
            kind: "lines",
            width: 8,
            prometheus: promqlOfLines(searches),
            cloudwatch: searches,
          },
        ],
      },
      {
        title: "Visitors",
        panels: [
          {
            title: "Top users",
            description: "Visitors with the most events.",
            kind: "table",
            width: 8,
            prometheus: [{ expr: latest("clickstream_visitor_events"), legend: "{{visitor}}" }],
            athena: named(
              "top_users",
              "visitor, events, sessions, purchases, revenue, currency",
              "order by events desc, visitor\nlimit 20",
            ),
          },
          {
            title: "Visitors by day",
            description: "Daily active visitors.",
            kind: "bars",
            width: 8,
            prometheus: [{ expr: "clickstream_day_visitors", legend: "{{day}}" }],
            athena: named("active_users", "day, daily", "order by day"),
          },
          {
            title: "Cohorts",
            description: "Share of the visitors of a week who came back in each week after it.",
            kind: "matrix",
            unit: "percentunit",
            matrix: { row: "cohort", column: "week", value: "retention" },
            width: 8,
            prometheus: [{ expr: "clickstream_cohort_retention_ratio", legend: "" }],
            athena: named(
              "retention_cohorts",
              "cohort_week as cohort, week_number as week, retention",
              "order by cohort, week",
            ),
          },
        ],
      },
      {
        title: "Paths and products",
        panels: [
          {
            title: "Paths",
            description: "From page to page in a session; without a next page the session ended.",
            kind: "table",
            width: 8,
            prometheus: [
              { expr: latest("clickstream_page_transitions"), legend: "{{page}} → {{next_page}}" },
            ],
            athena: named(
              "paths",
              "page, next_page, times, share",
              "order by times desc, page, next_page\nlimit 20",
            ),
          },
          {
            title: "Products",
            description: "Revenue of the products with the most buyers, by currency.",
            kind: "table",
            width: 8,
            prometheus: [{ expr: latest("clickstream_product_revenue"), legend: "{{product}} {{currency}}" }],
            athena: named(
              "products",
              "product, name, views, carts, buyers, revenue, currency",
              "order by buyers desc, viewers desc, product\nlimit 20",
            ),
          },
          {
            title: "Revenue by day",
            description: "Value of the goods by day, currency and source: currencies are not added up.",
            kind: "bars",
            width: 8,
            prometheus: [{ expr: "clickstream_day_revenue", legend: "{{day}} {{currency}} {{source}}" }],
            athena: named("revenue", "day, currency, source, revenue", "order by day, currency, source"),
          },
        ],
      },
    ],
  };
}
