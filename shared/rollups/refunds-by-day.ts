import { asIs, type Rollup, tableColumns } from "./rollup.ts";

const columns = [
  "dt",
  "event_id",
  "event_time",
  "order_id",
  "source",
  "anonymous_id",
  "user_id",
  "person_id",
  "is_bot",
  "currency",
  "value",
  "value_base",
].map(asIs);
const names = columns.map(({ name }) => name);

/** Each event by itself, as an order may be given back in parts. */
export const refundsByDay: Rollup = {
  name: "refunds_by_day",
  comment: "What was given back to people on each day: one row an event named refund.",
  columns: tableColumns(columns),
  key: ["dt", "event_id"],
  reads: [...names, "event_name"],
  rows: (from) => `select
  ${names.join(",\n  ")}
from ${from}
where event_name = 'refund' and coalesce(is_bot, false) = false`,
};
