import { asIs, groupedRollup, reckoned, tally, tallyOf } from "./rollup.ts";

const HAS_PATH = "filter (where page_path is not null)";

/** Sessions, and the events of none. One that passes midnight has a row on each day, and their sum is the session. */
export const sessionsByDay = groupedRollup({
  name: "sessions_by_day",
  comment: "What each session did on each day: one row a day, source, session, device and person.",
  by: [asIs("session_id")],
  figures: [
    reckoned("event_time", "Of the first event", "min(event_time)"),
    { ...asIs("event_time"), name: "last_event_time", comment: "Of the last event", sql: "max(event_time)" },
    reckoned(
      "page_path",
      "Of the first event that has one",
      `min_by(page_path, row(event_time, page_path)) ${HAS_PATH}`,
    ),
    {
      ...asIs("event_time"),
      name: "page_time",
      comment: "Of the first event that has a page_path",
      sql: `min(event_time) ${HAS_PATH}`,
    },
    reckoned(
      "device_category",
      "The last in the alphabet of those that its events name",
      "max(device_category)",
    ),
    reckoned("session_index", "Which session of the device it is", "min(session_index)"),
    tally("events", "Events", "count(*)"),
    tally("page_views", "page_view events", tallyOf("page_view")),
    tally("product_views", "product_view events", tallyOf("product_view")),
    tally("add_to_carts", "add_to_cart events", tallyOf("add_to_cart")),
  ],
  reads: ["event_name", "session_id", "session_index", "page_path", "device_category"],
});
