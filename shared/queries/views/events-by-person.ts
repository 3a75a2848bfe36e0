import type { GlueColumn } from "../../columns/glue.ts";
import type { ArchiveView } from "../archive-view.ts";
import { LOOKED_BACK_DAYS, lookedBack } from "./persons.ts";

const DEVICE = "coalesce(e.anonymous_id, e.user_id)";
const PERSON = "coalesce(e.person_id, e.user_id, e.anonymous_id)";

/**
 * The person whom an event belongs to, as far as is known today: who was known when it came; else, before the first login
 * on its device, who logged in there; else the device's present user (its state had been lost, or its event came late).
 */
const VISITOR = `coalesce(
    nullif(${PERSON}, ${DEVICE}),
    case when e.event_time < p.first_linked_at then p.first_person_id else p.person_id end,
    ${PERSON}
  )`;

const added = [
  { name: "visitor", type: "string", comment: "Whom the event belongs to, as far as is known today" },
  {
    name: "session_device",
    type: "string",
    comment: "Whose session it is in: a session is known by session_device and session_id together",
  },
];

interface Selection {
  /** What is selected of the events, which are called e. */
  columns: string;
  /** Where the events come from: a name, or a query in brackets. Rows of a rollup have what it takes, too. */
  events: string;
  /** Condition on the day in which sessions of devices are looked for. */
  when: string;
}

/** The same with visitors alone, for rows that have no session. */
export const byVisitor = ({ columns, events }: Omit<Selection, "when">): string => `select
  ${columns},
  ${VISITOR} as visitor
from ${events} as e
left join persons as p on p.device = ${DEVICE}`;

/**
 * Events with their visitors and sessions. What a user's own server reports, a purchase for instance, names no device;
 * when it names a session that a device of the same visitor has, it is in that one. Both joins keep every event once.
 */
export const byPerson = ({ columns, events, when }: Selection): string => `select
  ${columns},
  ${VISITOR} as visitor,
  coalesce(e.anonymous_id, s.device, e.user_id) as session_device
from ${events} as e
left join persons as p on p.device = ${DEVICE}
left join (
  select
    ${VISITOR.replaceAll("\n", "\n  ")} as visitor,
    e.session_id,
    min(e.anonymous_id) as device
  from sessions_by_day as e
  left join persons as p on p.device = ${DEVICE}
  where e.session_id is not null and e.${when}
  group by 1, 2
  having count(e.anonymous_id) between 1 and count(*) - 1
) as s on e.anonymous_id is null and s.visitor = ${PERSON} and s.session_id = e.session_id`;

/**
 * A condition on the day of the events goes through the joins to the files.
 * @param events the columns of `events_unique`
 */
export const eventsByPerson = (events: readonly GlueColumn[]): ArchiveView => ({
  name: "events_by_person",
  columns: [...events, ...added],
  sql: `-- Every event once, with the person it belongs to as far as the last ${LOOKED_BACK_DAYS} days know (visitor) and the device of its session.
${byPerson({ columns: events.map(({ name }) => `e.${name}`).join(",\n  "), events: "events_unique", when: lookedBack })}
`,
});
