import { graphLine } from "../../shared/observability/graph.ts";
import { functionMetric } from "../../shared/observability/metric.ts";
import type { QueryMetricName } from "../../shared/observability/query-metrics.ts";
import { eventsNamed } from "../../shared/observability/written.ts";
import { BY_INTERVAL, DAY, IN_RANGE, named } from "./athena-sql.ts";
import { type DashboardDefinition, promqlOfLines, promqlOfSums } from "./panel.ts";
import type { LookedAt } from "./stack.ts";

/** The latest sample of each series of a named query, largest first. */
export const latest = (metric: QueryMetricName): string => `sort_desc(${metric})`;

/** What visitors do at the moment, and what of it ends well. */
export function clickstream({ resources: { functions } }: LookedAt): DashboardDefinition {
  const enrich = functionMetric(functions.enrich.name);
  const counts = ["page_view", "product_view", "add_to_cart", "begin_checkout", "purchase"].map((name) =>
    graphLine(name, enrich(eventsNamed(name))),
  );
  const all = [graphLine("events", enrich("EventsIn"))];
  const perHundred = graphLine("purchases per 100 product views", {
    expression: "100 * FILL(purchases, 0) / views",
    metrics: { purchases: enrich(eventsNamed("purchase")), views: enrich(eventsNamed("product_view")) },
  });
  return {
    id: "clickstream",
    title: "Clickstream",
    description: "The stream of events: how many, of whom, and how many buy.",
    rows: [
      {
        title: "Now",
        panels: [
          {
            title: "Event stream",
            description:
              "Events by the minute, by well-known name; enrichment counts a redelivered one again. By Athena, by any name and by what is a point of the time range.",
            kind: "lines",
            width: 12,
            prometheus: promqlOfLines(counts),
            cloudwatch: counts,
            athena: `select ${BY_INTERVAL("event_time")} as time, event_name, count(*) as events
from events_unique
where ${IN_RANGE}
group by 1, 2
order by 1`,
          },
          {
            title: "Events a minute",
            description: "Events that enrichment read in the last minute, also those that came again.",
            kind: "number",
            width: 3,
            prometheus: promqlOfLines(all),
            cloudwatch: all,
          },
          {
            title: "Active persons",
            description: "Persons with an event in the last 30 minutes; by Athena, in the time range.",
            kind: "number",
            width: 3,
            prometheus: [{ expr: 'clickstream_active_persons{minutes="30"}', legend: "active" }],
            athena: `select count(distinct visitor) as active
from events_by_person
where ${IN_RANGE}`,
          },
          {
            title: "Conversion rate",
            description: "Sessions with a purchase, of all sessions; by Athena, of those of the time range.",
            kind: "number",
            unit: "percentunit",
            width: 3,
            prometheus: [
              {
                expr: "sum(clickstream_day_conversion_ratio * on (day) clickstream_day_sessions) / sum(clickstream_day_sessions)",
                legend: "conversion rate",
              },
            ],
            athena: named(
              "conversion_over_time",
              "cast(sum(converted_sessions) as double) / sum(sessions) as conversion_rate",
            ),
          },
          {
            title: "Sessions begun",
            description: "Of this run; by Athena, in the time range.",
            kind: "number",
            width: 3,
            prometheus: [{ expr: "clickstream_sessions_total", legend: "sessions" }],
            athena: named("conversion_over_time", "sum(sessions) as sessions"),
          },
        ],
      },
      {
        title: "Conversion",
        panels: [
          {
            title: "Conversion rate over time",
            description: "Sessions with a purchase by the day they began.",
            kind: "days",
            unit: "percentunit",
            width: 8,
            value: "conversion rate",
            prometheus: [{ expr: "clickstream_day_conversion_ratio", legend: "" }],
            athena: named(
              "conversion_over_time",
              `${DAY}, conversion_rate as "conversion rate"`,
              "order by day",
            ),
          },
          {
            title: "Purchases per 100 product views",
            description:
              "Of events and not of sessions, and so no conversion rate, but known within a minute.",
            kind: "lines",
            width: 8,
            prometheus: promqlOfLines([perHundred]),
            cloudwatch: [perHundred],
          },
          {
            title: "Events by name",
            description:
              "Events of well-known names in the time range; by Athena, of the ten most frequent names.",
            kind: "bars",
            width: 8,
            prometheus: promqlOfSums(counts),
            cloudwatch: counts,
            athena: `select event_name, count(*) as events
from events_unique
where ${IN_RANGE}
group by 1
order by events desc
limit 10`,
          },
        ],
      },
      {
        title: "Pages and devices",
        panels: [
          {
            title: "Top pages",
            description: "Page views of the pages seen most.",
            kind: "table",
            width: 8,
            value: "page views",
            prometheus: [{ expr: latest("clickstream_page_views"), legend: "" }],
            athena: named(
              "top_pages",
              "page_host, page_path, page_views, bounce_rate",
              "order by page_views desc\nlimit 20",
            ),
          },
          {
            title: "Bounce rate of the top pages",
            description: "Sessions that entered on the page and saw no other.",
            kind: "bars",
            unit: "percentunit",
            width: 8,
            prometheus: [{ expr: latest("clickstream_page_bounce_ratio"), legend: "{{page}}" }],
            athena: named(
              "top_pages",
              "page_path, bounce_rate",
              "where bounce_rate is not null\norder by page_views desc\nlimit 20",
            ),
          },
          {
            title: "Devices",
            description: "Events by kind of device.",
            kind: "pie",
            width: 8,
            prometheus: [{ expr: "sum by (device) (clickstream_device_events)", legend: "{{device}}" }],
            athena: named(
              "devices",
              "device_category, sum(events) as events",
              "group by device_category\norder by events desc",
            ),
          },
          {
            title: "Activity by day and hour",
            description: "Events by day of the week (1 is Monday) and hour, in the visitor's own time zone.",
            kind: "matrix",
            matrix: { row: "day_of_week", column: "hour_of_day", value: "events" },
            width: 24,
            prometheus: [{ expr: "clickstream_activity_events", legend: "" }],
            athena: named(
              "activity_heatmap",
              "day_of_week, hour_of_day, events",
              "order by day_of_week, hour_of_day",
            ),
          },
        ],
      },
    ],
  };
}
