import { setTimeout as sleep } from "node:timers/promises";
import { type AthenaResult, namedQueries, runQuery } from "../../shared/aws/athena.ts";
import { newAthenaClient } from "../../shared/aws/clients.ts";
import type { LocalQueries, QueryResult } from "../local/runtime/athena/types.ts";
import { readOutputs } from "../outputs.ts";
import { isNumeric } from "./format.ts";

/** The queries of a deployed stack, run by Athena in its workgroup. Throws a `UserError` for a wrong file. */
export async function openDeployed(file: string): Promise<LocalQueries> {
  const { workgroup, database } = readOutputs(file, ["workgroup", "database"]);
  const athena = newAthenaClient();
  const declared = await namedQueries(athena, workgroup);

  return {
    list: () => declared,
    async run(nameOrSql) {
      const known = declared.find(({ name }) => name === nameOrSql);
      if (!known && /^[\w-]+$/.test(nameOrSql))
        throw new Error(
          `There is no query ${nameOrSql}. Declared are: ${declared.map(({ name }) => name).join(", ")}.`,
        );
      return typed(await runQuery(athena, known?.sql ?? nameOrSql, { workgroup, database }, sleep));
    },
    close: () => athena.destroy(),
  };
}

/** Athena gives text; numbers become numbers again where none of their digits is lost. */
export function typed({ columns, rows, seconds }: AthenaResult): QueryResult {
  const value = (text: string | null, type: string): unknown => {
    if (text === null || !isNumeric(type)) return text;
    const number = Number(text);
    return Number.isInteger(number) && !Number.isSafeInteger(number) ? text : number;
  };
  return {
    columns,
    rows: rows.map((row) => row.map((text, at) => value(text, columns[at]?.type ?? ""))),
    seconds,
  };
}
