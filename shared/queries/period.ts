import { byPerson, byVisitor } from "./views/events-by-person.ts";
import { personsWhen } from "./views/persons.ts";
import { firstReports } from "./views/purchases.ts";

/** Days before the period in which an earlier report of the same order is looked for. */
const EARLIER_REPORT_DAYS = 7;

/** A relation that a named query may read: its SQL, and the relations and tables that this reads. */
interface Relation {
  reads: readonly RelationName[];
  sql(when: DayCondition): string;
}

/** The condition on the day, from so many days before the period on. */
type DayCondition = (earlier?: number) => string;

type RelationName =
  | "persons"
  | "events_in_period"
  | "events_by_person"
  | "persons_active"
  | "sessions_active"
  | "pages_seen"
  | "products_seen"
  | "orders_in_period"
  | "refunds_in_period"
  | "purchases";

/**
 * What a named query reads instead of the views of the same names: the same of its period and source alone. A view knows
 * no period, and looks for logins and sessions in more days than most questions concern. Of rollups it reads those of
 * its period and source, with their visitors.
 */
const relations: Readonly<Record<RelationName, Relation>> = {
  persons: { reads: [], sql: (when) => personsWhen(when()) },
  events_in_period: { reads: [], sql: ofPeriod("events_unique") },
  events_by_person: {
    reads: ["persons", "events_in_period"],
    sql: (when) => byPerson({ columns: "e.*", events: "events_in_period", when: when() }),
  },
  persons_active: {
    reads: ["persons"],
    sql: (when) => byVisitor({ columns: "e.*", events: inBrackets(ofPeriod("persons_by_day")(when)) }),
  },
  sessions_active: rolledUp("sessions_by_day"),
  pages_seen: rolledUp("pages_by_day"),
  products_seen: {
    reads: ["persons"],
    sql: (when) => byVisitor({ columns: "e.*", events: inBrackets(ofPeriod("products_by_day")(when)) }),
  },
  orders_in_period: rolledUp("orders_by_day"),
  refunds_in_period: { reads: [], sql: ofPeriod("refunds_by_day") },
  purchases: {
    reads: ["orders_in_period"],
    sql: (when) =>
      firstReports({ columns: "e.*", purchases: "orders_in_period", when: when(EARLIER_REPORT_DAYS) }),
  },
};

function ofPeriod(name: string): Relation["sql"] {
  return (when) => `select *\nfrom ${name}\nwhere ${when()} and :source in ('', source)`;
}

/** The rows of a rollup that have sessions, with their visitors and the devices of those. */
function rolledUp(name: string): Relation {
  return {
    reads: ["persons"],
    sql: (when) => byPerson({ columns: "e.*", events: inBrackets(ofPeriod(name)(when)), when: when() }),
  };
}

const inBrackets = (sql: string): string => `(\n${indented(sql)}\n)`;

/** "-- Reads 29 days before :since, too." among a query's comments. */
const EARLIER = /^-- Reads (\d+) days before :since, too\.$/m;

/** A named query with what it reads of its period in front of it; its comments stay at its top. */
export function inPeriod(sql: string): string {
  const [comments] = /^(?:--[^\n]*\n)*/.exec(sql)!;
  const text = sql.slice(comments.length);
  const days = Number(EARLIER.exec(comments)?.[1] ?? 0);
  const when: DayCondition = (earlier = 0) => `dt between ${before(days + earlier)} and :until`;
  const named = (Object.keys(relations) as RelationName[]).filter((name) => readIn(text).has(name));
  const prelude = withReads(named).map((name) => `${name} as (\n${indented(relations[name].sql(when))}\n)`);
  if (prelude.length === 0) return sql;
  return `${comments}with ${prelude.join(",\n")}${text.replace(/^with\s|^/, (word) => (word === "" ? "\n" : ",\n"))}`;
}

const before = (days: number): string =>
  days === 0 ? ":since" : `date_format(cast(:since as date) - interval '${days}' day, '%Y-%m-%d')`;

/** The names behind from and join. */
const readIn = (sql: string): ReadonlySet<string> =>
  new Set([...sql.matchAll(/\b(?:from|join)\s+(\w+)/g)].map(([, name]) => name!));

/** In an order in which each stands behind those that it reads: that of their declaration. */
function withReads(names: readonly RelationName[]): RelationName[] {
  const all = new Set<RelationName>();
  const add = (name: RelationName): void => {
    for (const read of relations[name].reads) add(read);
    all.add(name);
  };
  for (const name of names) add(name);
  return (Object.keys(relations) as RelationName[]).filter((name) => all.has(name));
}

function indented(sql: string): string {
  return sql.replace(/^(?=.)/gm, "  ");
}
