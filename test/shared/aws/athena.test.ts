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
import { namedQueries, QueryFailed, runQuery } from "../../../shared/aws/athena.ts";

const athena = mockClient(AthenaClient);
beforeEach(() => {
  athena.reset();
});

const place = { workgroup: "clickstream-dev", database: "clickstream_dev" };
const row = (...values: (string | undefined)[]) => ({
  Data: values.map((VarCharValue) => ({ VarCharValue })),
});

/** Runs a query whose states are these, one a look. */
async function run(
  states: {
    State: "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";
    StateChangeReason?: string;
  }[],
) {
  athena.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: "q" });
  const looks = athena.on(GetQueryExecutionCommand);
  for (const Status of states.slice(0, -1)) looks.resolvesOnce({ QueryExecution: { Status } });
  looks.resolves({
    QueryExecution: {
      Status: states.at(-1)!,
      Statistics: { TotalExecutionTimeInMillis: 1_500, DataScannedInBytes: 12_345 },
    },
  });
  const pauses: number[] = [];
  const answer = await runQuery(new AthenaClient({}), "SELECT 1", place, async (ms) => pauses.push(ms));
  return { answer, pauses };
}

describe("a query", () => {
  test("runs in the workgroup, and its pages are one result without the row of names", async () => {
    athena
      .on(GetQueryResultsCommand, { NextToken: undefined })
      .resolves({
        ResultSet: {
          ResultSetMetadata: {
            ColumnInfo: [
              { Name: "day", Type: "varchar" },
              { Name: "n", Type: "bigint" },
            ],
          },
          Rows: [row("day", "n"), row("2026-01-01", "7")],
        },
        NextToken: "more",
      })
      .on(GetQueryResultsCommand, { NextToken: "more" })
      .resolves({ ResultSet: { Rows: [row("day", undefined)] } });
    const { answer, pauses } = await run([{ State: "QUEUED" }, { State: "RUNNING" }, { State: "SUCCEEDED" }]);
    expect(answer).toEqual({
      columns: [
        { name: "day", type: "varchar" },
        { name: "n", type: "bigint" },
      ],
      rows: [
        ["2026-01-01", "7"],
        ["day", null],
      ],
      seconds: 1.5,
      scannedBytes: 12_345,
      cut: false,
    });
    expect(pauses).toEqual([10, 20]);
    expect(athena.commandCalls(StartQueryExecutionCommand)[0]?.args[0].input).toEqual({
      QueryString: "SELECT 1",
      WorkGroup: "clickstream-dev",
      QueryExecutionContext: { Database: "clickstream_dev" },
    });
  });

  test("that fails says so in Athena's words", async () => {
    const failing = run([{ State: "FAILED", StateChangeReason: "line 1:8: Column 'x' cannot be resolved" }]);
    await expect(failing).rejects.toThrow(QueryFailed);
    await expect(failing).rejects.toThrow("Column 'x' cannot be resolved");
    await expect(run([{ State: "CANCELLED" }])).rejects.toThrow("The query was cancelled.");
  });

  test("that takes long is looked at less often", async () => {
    athena.on(GetQueryResultsCommand).resolves({});
    const { pauses } = await run([...Array(10).fill({ State: "RUNNING" }), { State: "SUCCEEDED" }]);
    expect(pauses).toEqual([10, 20, 40, 80, 160, 320, 640, 1_280, 2_000, 2_000]);
  });
});

test("the named queries of a workgroup are all of its pages, fifty details at a time", async () => {
  const ids = Array.from({ length: 60 }, (_, index) => `id${String(index).padStart(2, "0")}`);
  athena
    .on(ListNamedQueriesCommand, { NextToken: undefined })
    .resolves({ NamedQueryIds: ids.slice(0, 55), NextToken: "more" })
    .on(ListNamedQueriesCommand, { NextToken: "more" })
    .resolves({ NamedQueryIds: ids.slice(55) });
  athena.on(BatchGetNamedQueryCommand).callsFake(({ NamedQueryIds }) => ({
    NamedQueries: NamedQueryIds.toReversed().map((id: string) => ({ Name: id, QueryString: "SELECT 1" })),
  }));
  const queries = await namedQueries(new AthenaClient({}), "clickstream-dev");
  expect(queries.map(({ name }) => name)).toEqual(ids);
  const asked = athena.commandCalls(BatchGetNamedQueryCommand).map(({ args }) => args[0].input.NamedQueryIds);
  expect(asked.map((each) => each?.length)).toEqual([50, 10]);
});
