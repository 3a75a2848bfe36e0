import { rawFields } from "../event/raw.ts";
import { rowFields } from "../event/rows.ts";
import { asIs, groupedRollup, tally, whose } from "./rollup.ts";

const LOOKED_AT = "event_name in ('product_view', 'add_to_cart')";
const ITEM = Object.keys(rowFields(rawFields.items)).join(", ");
const kept = [...whose.map(({ name }) => name), "event_id", "event_name", "event_time"]
  .map((name) => `e.${name}`)
  .join(", ");

/** A row a product of an event: its items, else its own product. */
const lines = (events: string): string => `(
  select ${kept}, coalesce(i.product_id, i.name) as product, i.name, i.category
  from ${events}
  cross join unnest(e.items) as i(${ITEM})
  where e.${LOOKED_AT}
  union all
  select ${kept}, e.product_id as product, cast(null as varchar) as name, e.product_category as category
  from ${events}
  where e.${LOOKED_AT} and coalesce(cardinality(e.items), 0) = 0
) as e`;

const lastNamed = (column: string) =>
  `max_by(${column}, row(event_time, ${column})) filter (where ${column} is not null)`;
const whenNamed = (column: string) => `max(event_time) filter (where ${column} is not null)`;
const text = asIs("product_id");
const instant = asIs("event_time");

export const productsByDay = groupedRollup({
  name: "products_by_day",
  comment:
    "The products that were looked at and put into carts on each day: one row a day, source, product, device and person.",
  by: [{ ...text, name: "product", comment: "product_id, else its name", sql: "product" }],
  figures: [
    { ...instant, comment: "Of the first event", sql: "min(event_time)" },
    tally(
      "views",
      "product_view events of the product",
      "count(distinct case when event_name = 'product_view' then event_id end)",
    ),
    tally(
      "carts",
      "add_to_cart events of the product",
      "count(distinct case when event_name = 'add_to_cart' then event_id end)",
    ),
    { ...text, name: "name", comment: "As last named", sql: lastNamed("name") },
    { ...instant, name: "name_time", comment: "When it was last named", sql: whenNamed("name") },
    { ...text, name: "category", comment: "As last named", sql: lastNamed("category") },
    {
      ...instant,
      name: "category_time",
      comment: "When its category was last named",
      sql: whenNamed("category"),
    },
  ],
  reads: ["event_id", "event_name", "items", "product_id", "product_category"],
  of: lines,
  where: "product is not null",
});
