import type { ArchiveView } from "../archive-view.ts";
import { daysAgo } from "../parameters.ts";

/** Days up to today in which the views look for logins, sessions and first reports. Every day that they read is listed. */
export const LOOKED_BACK_DAYS = 90;

/** The condition of those days. */
export const lookedBack = `dt >= ${daysAgo(LOOKED_BACK_DAYS)}`;

/**
 * Whose each device is.
 * @param when a condition on the day
 */
export const personsWhen = (when: string): string => `select
  coalesce(anonymous_id, user_id) as device,
  max_by(user_id, row(last_event_time, last_event_id)) as person_id,
  max(last_event_time) as linked_at,
  min_by(user_id, row(event_time, event_id)) as first_person_id,
  min(event_time) as first_linked_at
from persons_by_day
where user_id is not null and ${when}
group by coalesce(anonymous_id, user_id)`;

/**
 * Whose each device is. Of a device that several users share, the one who came last has it today; what happened before
 * anybody was known there belongs to the first one.
 */
export const persons: ArchiveView = {
  name: "persons",
  columns: [
    { name: "device", type: "string", comment: "anonymous_id, else user_id" },
    { name: "person_id", type: "string", comment: "The user whom the device was linked to last" },
    { name: "linked_at", type: "timestamp", comment: "event_time of the latest event of a known user there" },
    { name: "first_person_id", type: "string", comment: "The user whom the device was linked to first" },
    {
      name: "first_linked_at",
      type: "timestamp",
      comment: "event_time of the first event of a known user there",
    },
  ],
  sql: `-- The devices on which a user was known in the last ${LOOKED_BACK_DAYS} days, with the user whom each was linked to last, and first.
${personsWhen(lookedBack)}
`,
};
