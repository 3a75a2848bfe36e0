import { randomUUID } from "node:crypto";
import type { ServiceHandler } from "../../aws/contract.ts";
import { actions } from "../../aws/gateway/gateway.ts";
import { AwsError } from "../../aws/index.ts";
import type { Catalogue } from "./queries.ts";
import type { LocalQueries, QueryResult } from "./types.ts";

interface Execution {
  id: string;
  sql: string;
  workgroup: string;
  submitted: number;
  state: "RUNNING" | "SUCCEEDED" | "FAILED";
  reason?: string;
  result?: QueryResult;
}

/** Executions whose results are kept; older ones are forgotten. */
const KEPT = 100;

/** Athena over the local queries: start, look, fetch, and the declared queries. */
export function athenaService(
  catalogue: Catalogue & { workgroups: readonly string[] },
  queries: LocalQueries,
): ServiceHandler {
  const executions = new Map<string, Execution>();
  const named = new Map(catalogue.queries.map((query) => [query.name, query]));

  const execution = (input: Record<string, unknown>): Execution => {
    const found = executions.get(String(input.QueryExecutionId));
    if (found) return found;
    throw new AwsError("InvalidRequestException", `QueryExecution ${input.QueryExecutionId} was not found`);
  };
  const namedQuery = (id: unknown) => {
    const query = named.get(String(id));
    if (!query) throw new AwsError("InvalidRequestException", `NamedQuery ${id} was not found`);
    const { name, description, database, sql } = query;
    return { NamedQueryId: name, Name: name, Description: description, Database: database, QueryString: sql };
  };

  function start(input: Record<string, unknown>): { QueryExecutionId: string } {
    const id = randomUUID();
    const sql = String(input.QueryString);
    const workgroup = String(input.WorkGroup ?? catalogue.workgroups[0] ?? "primary");
    const entry: Execution = { id, sql, workgroup, submitted: Date.now(), state: "RUNNING" };
    executions.set(id, entry);
    if (executions.size > KEPT) executions.delete(executions.keys().next().value!);
    const values = ((input.ExecutionParameters ?? []) as unknown[]).map(parameterValue);
    (values.length === 0 ? queries.run(sql) : queries.runBound({ sql, values })).then(
      (result) => Object.assign(entry, { state: "SUCCEEDED", result }),
      (error: Error) => Object.assign(entry, { state: "FAILED", reason: error.message }),
    );
    return { QueryExecutionId: id };
  }

  return actions({
    StartQueryExecution: ({ input }) => start(input),
    GetQueryExecution: ({ input }) => ({ QueryExecution: describe(execution(input)) }),
    GetQueryResults({ input }) {
      const { state, reason, result } = execution(input);
      if (!result)
        throw new AwsError(
          "InvalidRequestException",
          reason ?? `Query has not yet finished. Current state: ${state}`,
        );
      return { ResultSet: resultSet(result), UpdateCount: 0 };
    },
    ListNamedQueries: () => ({ NamedQueryIds: [...named.keys()] }),
    BatchGetNamedQuery: ({ input }) => ({ NamedQueries: (input.NamedQueryIds as unknown[]).map(namedQuery) }),
  });
}

const describe = ({ id, sql, workgroup, submitted, state, reason, result }: Execution) => ({
  QueryExecutionId: id,
  Query: sql,
  StatementType: "DML",
  WorkGroup: workgroup,
  Status: { State: state, StateChangeReason: reason, SubmissionDateTime: submitted / 1000 },
  Statistics: {
    TotalExecutionTimeInMillis: Math.round((result?.seconds ?? 0) * 1000),
    EngineExecutionTimeInMillis: Math.round((result?.seconds ?? 0) * 1000),
  },
});

/** Athena takes parameters as literals of SQL, a text in single quotes. */
function parameterValue(parameter: unknown): string {
  const literal = String(parameter);
  const [, text] = /^'((?:[^']|'')*)'$/s.exec(literal) ?? [];
  if (text !== undefined) return text.replaceAll("''", "'");
  if (/^-?\d+(?:\.\d+)?$/.test(literal)) return literal;
  throw new AwsError("InvalidRequestException", `ExecutionParameters: ${literal} is no literal of SQL`);
}

/** Athena's first row is the header, and every value is text. */
function resultSet({ columns, rows }: QueryResult) {
  const text = (value: unknown) => (typeof value === "object" ? JSON.stringify(value) : String(value));
  const datum = (value: unknown) => (value === null ? {} : { VarCharValue: text(value) });
  const row = (values: unknown[]) => ({ Data: values.map(datum) });
  return {
    Rows: [row(columns.map(({ name }) => name)), ...rows.map(row)],
    ResultSetMetadata: {
      ColumnInfo: columns.map(({ name, type }) => ({ Name: name, Type: type.toLowerCase() })),
    },
  };
}
