import { asIs, groupedRollup, reckoned, tally } from "./rollup.ts";

/** An index that no event of a session has: those that have none come last. */
const NO_INDEX = 2_147_483_647;

export const pagesByDay = groupedRollup({
  name: "pages_by_day",
  comment: "The pages that were seen on each day: one row a day, source, session, page, device and person.",
  by: [asIs("session_id"), asIs("page_host"), asIs("page_path")],
  figures: [
    reckoned("event_time", "Of the first page view", "min(event_time)"),
    reckoned(
      "session_event_index",
      `Of the first page view; ${NO_INDEX} where it has none`,
      `min_by(coalesce(session_event_index, ${NO_INDEX}), row(event_time, coalesce(session_event_index, ${NO_INDEX})))`,
    ),
    tally("page_views", "page_view events", "count(*)"),
  ],
  reads: ["event_name", "session_id", "session_event_index", "page_host", "page_path"],
  where: "event_name = 'page_view'",
});
