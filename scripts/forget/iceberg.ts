import { forgettingCondition } from "../../shared/forget/condition.ts";
import { type ForgettingTable, forgettingStatements } from "../../shared/forget/tables.ts";
import type { ForgettingPlace } from "./found.ts";
import type { AskArchive, Subject } from "./subject.ts";

type IcebergTable = Extract<ForgettingTable, { kind: "iceberg" }>;

/** Runs of VACUUM at most; each removes what it has time for. */
const MAX_VACUUMS = 20;

/** A table that takes DELETE. Its rows are gone when the files that held them are. */
export function icebergRows(
  { name, identities }: IcebergTable,
  subject: Subject,
  ask: AskArchive,
): ForgettingPlace {
  /** Undefined where the stack has no such table. */
  const condition = async (): Promise<string | undefined> => {
    const rows = await ask(
      `select column_name, data_type from information_schema.columns where table_name = '${name}'`,
    );
    const columns = new Map(rows.map(([column, type]): [string, string] => [column!, type!]));
    return columns.size === 0
      ? undefined
      : forgettingCondition(subject.needles, subject.shared, columns, identities);
  };
  return {
    name,
    async find() {
      const where = await condition();
      const rows = where === undefined ? [] : await ask(`select count(*) from ${name} where ${where}`);
      const count = Number(rows[0]?.[0] ?? 0);
      return { place: name, unit: "rows", count, objects: count > 0 ? 1 : 0 };
    },
    async remove() {
      const where = await condition();
      if (where === undefined) return undefined;
      const statements = forgettingStatements(name, where);
      await ask(statements.delete);
      await ask(statements.optimize);
      for (let run = 1; ; run += 1) {
        try {
          await ask(statements.vacuum);
          return undefined;
        } catch (error) {
          // It did a part, and says that it has to be run again.
          const isUnfinished = /ICEBERG_VACUUM_MORE_RUNS_NEEDED/.test((error as Error).message);
          if (!isUnfinished || run >= MAX_VACUUMS) throw error;
        }
      }
    },
  };
}
