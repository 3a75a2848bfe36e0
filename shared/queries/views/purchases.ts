import type { GlueColumn } from "../../columns/glue.ts";
import type { ArchiveView } from "../archive-view.ts";
import { LOOKED_BACK_DAYS, lookedBack } from "./persons.ts";

interface Selection {
  /** What is selected of the purchases, which are called e. */
  columns: string;
  /** Where the purchases come from. */
  purchases: string;
  /** Condition on the day in which earlier reports are looked for. */
  when: string;
}

/**
 * The orders of people. A shop's page and its server may report the same order, and a page that is loaded again reports
 * it again; the first report counts, as GA4 does with its transaction_id (for each user; here the server may not know whose
 * device it was).
 */
export const firstReports = ({ columns, purchases, when }: Selection): string => `select
  ${columns}
from ${purchases} as e
left join (
  select order_id, min_by(event_id, row(event_time, event_id)) as event_id
  from orders_by_day
  where order_id <> '' and ${when}
  group by order_id
) as f on f.order_id = e.order_id
where f.event_id is null or f.event_id = e.event_id`;

/**
 * Which report is the first is looked for outside of a query's period, too, so that an order counts on one day only.
 * @param columns those of `events_by_person`
 */
export const purchases = (columns: readonly GlueColumn[]): ArchiveView => ({
  name: "purchases",
  columns,
  sql: `-- The purchase events, one an order: of those of the last ${LOOKED_BACK_DAYS} days that name the same order_id the first; without order_id each; no bots.
${firstReports({
  columns: columns.map(({ name }) => `e.${name}`).join(",\n  "),
  purchases: `(
  select *
  from events_by_person
  where event_name = 'purchase' and coalesce(is_bot, false) = false
)`,
  when: lookedBack,
})}
`,
});
