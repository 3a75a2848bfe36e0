import { asIs, groupedRollup, reckoned, tally, tallyOf } from "./rollup.ts";

const FIRST = "row(event_time, event_id)";
const ofUser = (sql: string): string => `case when user_id is not null then ${sql} end`;

/**
 * Who was there on each day. Of rows with a user the ids of events tell which of two logins at the same time is the later
 * one.
 */
export const personsByDay = groupedRollup({
  name: "persons_by_day",
  comment: "Who was there on each day, and how much they did: one row a day, source, device and person.",
  by: [],
  figures: [
    reckoned("event_time", "Of the first event", "min(event_time)"),
    reckoned("event_id", "Of the first event, where it names a user", ofUser(`min_by(event_id, ${FIRST})`)),
    { ...asIs("event_time"), name: "last_event_time", comment: "Of the last event", sql: "max(event_time)" },
    {
      ...asIs("event_id"),
      name: "last_event_id",
      comment: "Of the last event, where it names a user",
      sql: ofUser(`max_by(event_id, ${FIRST})`),
    },
    tally("events", "Events", "count(*)"),
    tally("page_views", "page_view events", tallyOf("page_view")),
    tally("sessions", "Sessions of the day", "count(distinct session_id)"),
    reckoned("session_index", "Which session of the device the first of the day is", "min(session_index)"),
  ],
  reads: ["event_id", "event_name", "session_id", "session_index"],
});
