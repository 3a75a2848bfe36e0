import type { SharedDevice } from "../../shared/forget/condition.ts";
import { type Needles, needlesOf } from "../../shared/forget/needles.ts";
import type { SubjectKind } from "./options.ts";

/** Whom to forget, as far as the archive knows. */
export interface Subject {
  /** The person or the device itself. */
  id: string;
  needles: Needles;
  shared: readonly SharedDevice[];
  /** Others in whose name something of a device may be stored: whoever signed in there. */
  others: readonly string[];
}

/** Rows of the archive, by SQL that Athena and DuckDB understand. */
export type AskArchive = (sql: string) => Promise<readonly (readonly (string | null)[])[]>;

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The devices of a person, and who else signed in there; or who signed in on a device. */
export async function subjectOf(kind: SubjectKind, id: string, ask: AskArchive): Promise<Subject> {
  const which =
    kind === "device"
      ? `anonymous_id = ${literal(id)}`
      : `anonymous_id in (select anonymous_id from events_unique where user_id = ${literal(id)})`;
  const rows = await ask(`
    select anonymous_id, user_id, cast(min(event_time) as varchar) as first_at
    from events_unique where user_id is not null and ${which}
    group by anonymous_id, user_id order by anonymous_id, min(event_time), user_id`);
  const users = Map.groupBy(rows, ([device]) => device!);
  if (kind === "device") {
    const others = rows.map(([, user]) => user!);
    return { id, needles: needlesOf([id]), shared: [], others };
  }
  const own = [...users].filter(([, of]) => of.length === 1).map(([device]) => device);
  const shared = [...users].flatMap(([device, of]): SharedDevice[] =>
    of.length === 1 ? [] : [{ device, firstLinkedAt: of[0]![1] === id ? instantOf(of[0]![2]!) : undefined }],
  );
  return { id, needles: needlesOf([id, ...own]), shared, others: [] };
}

/** A timestamp as either engine writes it, in UTC. */
const instantOf = (text: string): string =>
  `${text.replace(" UTC", "").replace(" ", "T").replace(/Z$/, "")}Z`;
