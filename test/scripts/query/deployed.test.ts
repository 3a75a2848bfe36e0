import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  AthenaClient,
  BatchGetNamedQueryCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  ListNamedQueriesCommand,
  StartQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import { openDeployed, typed } from "../../../scripts/query/deployed.ts";
import { asDeclared } from "../../../shared/queries/declared.ts";

const athena = mockClient(AthenaClient);

beforeEach(() => {
  athena.reset();
  athena.on(ListNamedQueriesCommand).resolves({ NamedQueryIds: ["1"] });
  athena.on(BatchGetNamedQueryCommand).resolves({
    NamedQueries: [
      { Name: "funnel", Description: "View to purchase", Database: "d", QueryString: "SELECT 1" },
    ],
  });
  athena.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: "q" });
  athena.on(GetQueryExecutionCommand).resolves({ QueryExecution: { Status: { State: "SUCCEEDED" } } });
  athena.on(GetQueryResultsCommand).resolves({});
});

function outputs(content: object): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "outputs-")), "outputs.json");
  writeFileSync(file, JSON.stringify(content));
  return file;
}
const stack = { workgroup: { value: "clickstream-prod" }, database: { value: "clickstream_prod" } };
const started = () => athena.commandCalls(StartQueryExecutionCommand).map(({ args }) => args[0].input);

describe("the queries of a deployed stack", () => {
  test("are those of its workgroup, and run there by name or as SQL", async () => {
    const queries = await openDeployed(outputs(stack));
    expect(queries.list()).toEqual([
      { name: "funnel", description: "View to purchase", database: "d", sql: "SELECT 1" },
    ]);
    await queries.run("funnel");
    await queries.run("SELECT 2");
    const place = { WorkGroup: "clickstream-prod", QueryExecutionContext: { Database: "clickstream_prod" } };
    expect(started()).toEqual([
      { QueryString: "SELECT 1", ...place },
      { QueryString: "SELECT 2", ...place },
    ]);
  });

  test("run with parameters, which are bound as literals of SQL, and fetch no more rows than are wanted", async () => {
    const query = {
      Name: "q",
      Database: "d",
      QueryString: asDeclared("select 1 where :source in ('', source) and dt >= :since"),
    };
    athena.on(BatchGetNamedQueryCommand).resolves({ NamedQueries: [query] });
    athena.on(GetQueryResultsCommand).resolves({
      ResultSet: {
        ResultSetMetadata: { ColumnInfo: [{ Name: "n", Type: "integer" }] },
        Rows: ["n", "1", "2", "3"].map((VarCharValue) => ({ Data: [{ VarCharValue }] })),
      },
      NextToken: "more",
    });
    const queries = await openDeployed(outputs(stack));
    const result = await queries.run("q", { values: { since: "2026-11-01", source: "it's" }, limit: 2 });
    expect(result).toMatchObject({ rows: [[1], [2]], cut: true });
    expect(athena.commandCalls(GetQueryResultsCommand)).toHaveLength(1);
    expect(started()).toMatchObject([
      {
        QueryString: "select 1 where ? in ('', source) and dt >= ?",
        ExecutionParameters: ["'it''s'", "'2026-11-01'"],
      },
    ]);
  });

  test("take no parameter that they do not name, which costs nothing", async () => {
    const queries = await openDeployed(outputs(stack));
    await expect(queries.run("funnel", { values: { unit: "day" } })).rejects.toThrow(
      "funnel takes no --unit.",
    );
    expect(started()).toEqual([]);
  });

  test("say how far they have come, and what was scanned", async () => {
    const Statistics = { TotalExecutionTimeInMillis: 1500, DataScannedInBytes: 2_000_000_000 };
    athena
      .on(GetQueryExecutionCommand)
      .resolvesOnce({ QueryExecution: { Status: { State: "RUNNING" }, Statistics } })
      .resolves({ QueryExecution: { Status: { State: "SUCCEEDED" }, Statistics } });
    const seen: unknown[] = [];
    const queries = await openDeployed(outputs(stack), (progress) => seen.push(progress));
    expect(await queries.run("funnel")).toMatchObject({ scannedBytes: 2_000_000_000 });
    expect(seen).toEqual([
      { state: "RUNNING", seconds: 1.5, scannedBytes: 2_000_000_000 },
      { state: "SUCCEEDED", seconds: 1.5, scannedBytes: 2_000_000_000 },
    ]);
  });

  test("a name that nobody declared is no SQL, and costs nothing", async () => {
    const queries = await openDeployed(outputs(stack));
    await expect(queries.run("funel")).rejects.toThrow("There is no query funel. Declared are: funnel.");
    expect(started()).toEqual([]);
  });

  test("a file of other outputs is refused", async () => {
    await expect(openDeployed(outputs({ workgroup: "w" }))).rejects.toThrow("names no database");
  });
});

test.each([
  { type: "bigint", text: "42", value: 42 },
  { type: "bigint", text: "9007199254740993", value: "9007199254740993" },
  { type: "decimal(10,2)", text: "9.50", value: 9.5 },
  { type: "double", text: "0.25", value: 0.25 },
  { type: "varchar", text: "42", value: "42" },
  { type: "bigint", text: null, value: null },
])("$text of type $type is $value", ({ type, text, value }) => {
  expect(typed({ columns: [{ name: "c", type }], rows: [[text]], seconds: 0, cut: false }).rows).toEqual([
    [value],
  ]);
});
