import { personalFields } from "../event/personal.ts";
import type { Needles } from "./needles.ts";

/** A device that others use, too, and until when it was only this person's: before anybody signed in there. */
export interface SharedDevice {
  device: string;
  /** ISO 8601; undefined where somebody else was the first to sign in. */
  firstLinkedAt: string | undefined;
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const list = (texts: Iterable<string>): string => [...texts].map(literal).join(", ");

/**
 * SQL that is true of the rows to be forgotten, of Trino and of DuckDB alike. It asks the columns that the schema marks, as
 * far as the table has them.
 * @param columns those of the table, by their types
 * @param derived columns of ids that the schema of events does not have, as a table of sessions names them
 */
export function forgettingCondition(
  needles: Needles,
  shared: readonly SharedDevice[],
  columns: ReadonlyMap<string, string>,
  derived: readonly string[] = [],
): string {
  const ids = list(needles.ids);
  const identities = [...personalFields("identity"), ...derived].filter((name) => columns.has(name));
  const contents = personalFields("content").filter((name) => columns.has(name));
  const isMap = (name: string) => /^map/i.test(columns.get(name)!);
  const parts = [
    ...identities.flatMap((name) => [`${name} in (${ids})`, ...holds(name, needles)]),
    ...contents.flatMap((name) => (isMap(name) ? mapHolds(name, needles) : holds(name, needles))),
    ...contents.filter((name) => !isMap(name)).map((name) => `${name} in (${ids})`),
    ...(columns.has("anonymous_id") ? shared.flatMap(beforeLogin) : []),
  ];
  // A null is no match, and a row that matches nothing but nulls has to stay when the others are left out.
  return `coalesce(${parts.map((part) => `coalesce(${part}, false)`).join("\n  or ")}, false)`;
}

const holds = (column: string, { texts }: Needles): string[] =>
  texts.map((text) => `strpos(${column}, ${literal(text)}) > 0`);

const mapHolds = (column: string, { ids, texts }: Needles): string[] => {
  const test = [`v in (${list(ids)})`, ...texts.map((text) => `strpos(v, ${literal(text)}) > 0`)].join(
    " or ",
  );
  return [`map_keys`, `map_values`].map(
    (side) => `cardinality(filter(${side}(${column}), v -> ${test})) > 0`,
  );
};

const beforeLogin = ({ device, firstLinkedAt }: SharedDevice): string[] =>
  firstLinkedAt === undefined
    ? []
    : [
        `(anonymous_id = ${literal(device)} and user_id is null and event_time < timestamp ${literal(
          firstLinkedAt.replace("T", " ").replace("Z", ""),
        )})`,
      ];
