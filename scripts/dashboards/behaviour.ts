import { graphLine } from "../../shared/observability/graph.ts";
import { functionMetric } from "../../shared/observability/metric.ts";
import { eventsNamed } from "../../shared/observability/written.ts";
import { DAY, named } from "./athena-sql.ts";
import { latest } from "./clickstream.ts";
import { type DashboardDefinition, promqlOfLines } from "./panel.ts";
import type { LookedAt } from "./stack.ts";

/** What visitors do over days and weeks. */
export function behaviour({ resources: { functions } }: LookedAt): DashboardDefinition {
  const enrich = functionMetric(functions.enrich.name);
  const counted = (name: string) => enrich(eventsNamed(name));
  const lineOf = (name: string) => graphLine(name, counted(name));
  const steps = ["product_view", "add_to_cart", "begin_checkout", "purchase"];
  const others = ["search", "click", "remove_from_cart"];
  const onward = steps.slice(1).map((step, at) =>
    graphLine(`${step} per 100 ${steps[at]}`, {
      expression: "100 * FILL(events, 0) / before",
      metrics: { events: counted(step), before: counted(steps[at]!) },
    }),
  );
  return {
    id: "behaviour",
    title: "Behaviour",
    description: "Funnel, visitors, cohorts, channels, paths and products, as the named queries count them.",
    rows: [
      {
        title: "Funnel",
        panels: [
          {
            title: "Funnel",
            description: "Sessions that reached each step after the one before it.",
            kind: "bars",
            width: 6,
            prometheus: [{ expr: latest("clickstream_funnel_sessions"), legend: "{{step}}" }],
            athena: named("funnel", "name, sessions", "order by step"),
          },
          {
            title: "Steps of the funnel over time",
            description: "Events, not sessions: known within a minute.",
            kind: "lines",
            width: 6,
            prometheus: promqlOfLines(steps.map(lineOf)),
            cloudwatch: steps.map(lineOf),
          },
          {
            title: "From step to step over time",
            description: "Events of a step for 100 of the step before it: of events, and not of sessions.",
            kind: "lines",
            width: 6,
            prometheus: promqlOfLines(onward),
            cloudwatch: onward,
          },
          {
            title: "Searches, clicks and removals over time",
            description: "Events of these names.",
            kind: "lines",
            width: 6,
            prometheus: promqlOfLines(others.map(lineOf)),
            cloudwatch: others.map(lineOf),
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
            value: "events",
            prometheus: [{ expr: latest("clickstream_visitor_events"), legend: "" }],
            athena: named(
              "top_users",
              "visitor, events, sessions, purchases, revenue, currency",
              "order by events desc, visitor\nlimit 20",
            ),
          },
          {
            title: "Visitors by day",
            description: "Daily active visitors.",
            kind: "days",
            width: 8,
            value: "visitors",
            prometheus: [{ expr: "clickstream_day_visitors", legend: "" }],
            athena: named("active_users", `${DAY}, daily as visitors`, "order by day"),
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
              "cast(cohort_week as varchar) as cohort, week_number as week, retention",
              "order by cohort, week",
            ),
          },
        ],
      },
      {
        title: "What brings visitors",
        panels: [
          {
            title: "Channels",
            description:
              "Sessions by the channel of their last touch that was not direct; by Athena, what became of them, too.",
            kind: "table",
            width: 24,
            value: "sessions",
            prometheus: [{ expr: latest("clickstream_channel_sessions"), legend: "" }],
            athena: named(
              "breakdown",
              "trait as channel, sessions, visitors, bounce_rate, conversion_rate, orders, revenue, currency, revenue_base",
              "order by sessions desc, trait\nlimit 20",
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
            value: "times",
            prometheus: [{ expr: latest("clickstream_page_transitions"), legend: "" }],
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
            value: "revenue",
            prometheus: [{ expr: latest("clickstream_product_revenue"), legend: "" }],
            athena: named(
              "products",
              "product, name, views, carts, buyers, revenue, currency",
              "order by buyers desc, viewers desc, product\nlimit 20",
            ),
          },
          {
            title: "Revenue by day",
            description:
              "Value of the goods by day and currency. Currencies are not added up and share the axis: a click on one in the legend shows it alone.",
            kind: "days",
            matrix: { row: "day", column: "currency", value: "revenue" },
            width: 8,
            prometheus: [{ expr: "sum by (day, currency) (clickstream_day_revenue)", legend: "" }],
            athena: named(
              "revenue",
              `${DAY}, coalesce(currency, '(none)') as currency, sum(revenue) as revenue`,
              "where revenue is not null\ngroup by 1, 2\norder by 1, 2",
            ),
          },
        ],
      },
    ],
  };
}
