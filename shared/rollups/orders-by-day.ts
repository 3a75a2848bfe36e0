import { asIs, type Rollup, tableColumns, tally } from "./rollup.ts";

/** One order of a day: those that name a number by it, each other one by its event. */
const ORDER = "dt, nullif(order_id, ''), case when coalesce(order_id, '') = '' then event_id end";

const columns = [
  ...[
    "dt",
    "event_id",
    "event_time",
    "order_id",
    "source",
    "anonymous_id",
    "user_id",
    "person_id",
    "is_bot",
    "session_id",
    "geo_country",
    "product_id",
    "product_category",
    "price",
    "quantity",
    "items",
    "currency",
    "value",
    "value_base",
    "tax",
    "shipping",
    "discount",
    "coupon",
  ].map(asIs),
  tally("reports", "purchase events of the day that name the order", "reports"),
];
const names = columns.map(({ name }) => name);
const events = names.filter((name) => name !== "reports");

/**
 * Orders of people with their items. Page and server mostly report an order on the same day, of which the first report is
 * kept; an order that is reported on another day, too, has a row there, of which `purchases` takes the first.
 */
export const ordersByDay: Rollup = {
  name: "orders_by_day",
  comment: "The orders of people with their items, by the first report of each day: one row a day and order.",
  columns: tableColumns(columns),
  key: ["dt", "event_id"],
  reads: [...events, "event_name"],
  rows: (from) => `select
  ${names.join(",\n  ")}
from (
  select
    ${events.join(",\n    ")},
    count(*) over (partition by ${ORDER}) as reports,
    row_number() over (partition by ${ORDER} order by event_time, event_id) as report
  from ${from}
  where event_name = 'purchase' and coalesce(is_bot, false) = false
) as e
where report = 1`,
};
