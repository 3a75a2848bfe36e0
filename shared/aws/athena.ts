import {
  type AthenaClient,
  BatchGetNamedQueryCommand,
  GetQueryExecutionCommand,
  type GetQueryResultsCommandOutput,
  ListNamedQueriesCommand,
  paginateGetQueryResults,
  StartQueryExecutionCommand,
} from "@aws-sdk/client-athena";

export interface NamedQuery {
  name: string;
  description: string;
  database: string;
  sql: string;
}

export interface AthenaResult {
  columns: { name: string; type: string }[];
  /** Athena gives every value as text; null where there is none. */
  rows: (string | null)[][];
  seconds: number;
  /** Bytes that Athena read and bills, where it says so. */
  scannedBytes?: number;
  /** Whether there were more rows than were asked for. */
  cut: boolean;
}

/** How far a query has come. */
export interface AthenaProgress {
  state: string;
  /** Since it was sent. */
  seconds: number;
  scannedBytes?: number;
}

export interface QueryPlace {
  workgroup: string;
  database: string;
}

export interface QueryTerms {
  /** Of the `?` in the SQL, in their order. */
  values?: readonly string[];
  /** Rows that are fetched at most. */
  limit?: number;
  onProgress?(progress: AthenaProgress): void;
}

/** Athena ran the query, and it failed or was ended. The message is Athena's own. */
export class QueryFailed extends Error {
  override name = "QueryFailed";
}

/** A statement on a small table takes some tens of milliseconds in a local run, and its deployment makes two dozen. */
const FIRST_LOOK_MS = 10;
const SLOWEST_LOOK_MS = 2_000;
/** Largest number of ids in one BatchGetNamedQuery. */
const NAMED_QUERIES = 50;

/** The named queries of a workgroup. */
export async function namedQueries(athena: AthenaClient, workgroup: string): Promise<NamedQuery[]> {
  const ids: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await athena.send(new ListNamedQueriesCommand({ WorkGroup: workgroup, NextToken }));
    ids.push(...(page.NamedQueryIds ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  const queries: NamedQuery[] = [];
  for (let from = 0; from < ids.length; from += NAMED_QUERIES) {
    const NamedQueryIds = ids.slice(from, from + NAMED_QUERIES);
    const { NamedQueries = [] } = await athena.send(new BatchGetNamedQueryCommand({ NamedQueryIds }));
    for (const { Name = "", Description = "", Database = "", QueryString = "" } of NamedQueries)
      queries.push({ name: Name, description: Description, database: Database, sql: QueryString });
  }
  return queries.sort((one, other) => one.name.localeCompare(other.name, "en"));
}

/** Runs SQL in a workgroup, which sets where results are stored and how much may be scanned. Throws `QueryFailed`. */
export async function runQuery(
  athena: AthenaClient,
  sql: string,
  place: QueryPlace,
  sleep: Sleep,
  { values = [], limit = Number.POSITIVE_INFINITY, onProgress = () => {} }: QueryTerms = {},
): Promise<AthenaResult> {
  const id = await startQuery(athena, sql, place, values);
  const { state: _, ...figures } = await queryEnded(athena, id, sleep, onProgress);
  return { ...(await fetchedRows(athena, id, limit)), ...figures };
}

export type Sleep = (ms: number) => Promise<unknown>;

/** Returns the id of the execution. */
export async function startQuery(
  athena: AthenaClient,
  sql: string,
  { workgroup, database }: QueryPlace,
  values: readonly string[] = [],
): Promise<string> {
  const { QueryExecutionId } = await athena.send(
    new StartQueryExecutionCommand({
      QueryString: sql,
      WorkGroup: workgroup,
      QueryExecutionContext: { Database: database },
      // Athena wants literals, "Use parameterized queries", Athena user guide.
      ...(values.length > 0 && { ExecutionParameters: values.map(textLiteral) }),
    }),
  );
  return QueryExecutionId!;
}

/** The rows of a query that has ended, so many at most. */
export async function fetchedRows(
  athena: AthenaClient,
  QueryExecutionId: string,
  limit = Number.POSITIVE_INFINITY,
): Promise<Pick<AthenaResult, "columns" | "rows" | "cut">> {
  const result = { columns: [], rows: [], cut: false } as Pick<AthenaResult, "columns" | "rows" | "cut">;
  for await (const page of paginateGetQueryResults({ client: athena }, { QueryExecutionId })) {
    take(page, result);
    if (result.rows.length > limit) break;
  }
  result.cut = result.rows.length > limit;
  if (result.cut) result.rows.length = limit;
  return result;
}

const textLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Polls until the query has succeeded, less often the longer it takes. Throws `QueryFailed`, and what `sleep` throws. */
export async function queryEnded(
  athena: AthenaClient,
  QueryExecutionId: string,
  sleep: Sleep,
  onProgress: (progress: AthenaProgress) => void = () => {},
): Promise<AthenaProgress> {
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(2 * pause, SLOWEST_LOOK_MS)) {
    const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    const { State = "QUEUED", StateChangeReason } = QueryExecution?.Status ?? {};
    const { TotalExecutionTimeInMillis = 0, DataScannedInBytes } = QueryExecution?.Statistics ?? {};
    const progress: AthenaProgress = {
      state: State,
      seconds: TotalExecutionTimeInMillis / 1000,
      ...(DataScannedInBytes !== undefined && { scannedBytes: DataScannedInBytes }),
    };
    onProgress(progress);
    if (State === "SUCCEEDED") return progress;
    if (State === "FAILED" || State === "CANCELLED")
      throw new QueryFailed(StateChangeReason ?? `The query was ${State.toLowerCase()}.`);
    await sleep(pause);
  }
}

/** The first row of the first page holds the names of the columns, and no data. */
function take(
  { ResultSet }: GetQueryResultsCommandOutput,
  result: Pick<AthenaResult, "columns" | "rows">,
): void {
  const rows = (ResultSet?.Rows ?? []).map(({ Data = [] }) =>
    Data.map(({ VarCharValue }) => VarCharValue ?? null),
  );
  if (result.columns.length > 0) {
    result.rows.push(...rows);
    return;
  }
  const described = ResultSet?.ResultSetMetadata?.ColumnInfo ?? [];
  result.columns = described.map(({ Name = "", Type = "" }) => ({ name: Name, type: Type }));
  result.rows.push(...rows.slice(1));
}
