import { setTimeout as sleep } from "node:timers/promises";
import {
  type AthenaProgress,
  type AthenaResult,
  namedQueries,
  type QueryPlace,
  runQuery,
} from "../../shared/aws/athena.ts";
import { newAthenaClient } from "../../shared/aws/clients.ts";
import { type BoundQuery, bound, checkedValues } from "../../shared/queries/declared.ts";
import type { LocalQueries, QueryResult } from "../local/runtime/athena/types.ts";
import { readOutputs, withNames } from "../outputs.ts";
import { isNumeric } from "./format.ts";

type OnProgress = (progress: AthenaProgress) => void;

const NEEDED = ["workgroup", "database"] as const;

/**
 * The queries of a deployed stack, run by Athena in its workgroup. Throws a `UserError` for a wrong file.
 * @param onProgress called at each look at a query that runs
 */
export const openDeployed = async (file: string, onProgress?: OnProgress): Promise<LocalQueries> =>
  openAt(readOutputs(file, NEEDED), onProgress);

/** The same by outputs that are at hand; `from` is for the message. */
export const openDeployedStack = (
  outputs: Readonly<Record<string, unknown>>,
  from: string,
): Promise<LocalQueries> => openAt(withNames(outputs, NEEDED, from));

async function openAt(place: QueryPlace, onProgress: OnProgress = () => {}): Promise<LocalQueries> {
  const athena = newAthenaClient();
  const declared = await namedQueries(athena, place.workgroup);
  const run = async ({ sql, values }: BoundQuery, limit?: number) =>
    typed(
      await runQuery(athena, sql, place, sleep, {
        values,
        onProgress,
        ...(limit !== undefined && { limit }),
      }),
    );

  return {
    list: () => declared,
    async run(nameOrSql, { values = {}, limit } = {}) {
      const known = declared.find(({ name }) => name === nameOrSql);
      if (!known && /^[\w-]+$/.test(nameOrSql))
        throw new Error(
          `There is no query ${nameOrSql}. Declared are: ${declared.map(({ name }) => name).join(", ")}.`,
        );
      const sql = known?.sql ?? nameOrSql;
      return run(bound(sql, checkedValues(nameOrSql, sql, values)), limit);
    },
    runBound: (query) => run(query),
    close: async () => athena.destroy(),
  };
}

/** Athena gives text; numbers become numbers again where none of their digits is lost. */
export function typed({ columns, rows, ...rest }: AthenaResult): QueryResult {
  const value = (text: string | null, type: string): unknown => {
    if (text === null || !isNumeric(type)) return text;
    const number = Number(text);
    return Number.isInteger(number) && !Number.isSafeInteger(number) ? text : number;
  };
  return {
    columns,
    rows: rows.map((row) => row.map((text, at) => value(text, columns[at]?.type ?? ""))),
    ...rest,
  };
}
