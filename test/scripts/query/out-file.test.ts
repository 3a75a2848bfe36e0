import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "@jest/globals";
import type { QueryResult } from "../../../scripts/local/runtime/athena/types.ts";
import { writeResult } from "../../../scripts/query/out-file.ts";

const result: QueryResult = {
  columns: [
    { name: "day", type: "DATE" },
    { name: "n", type: "bigint" },
    { name: "n", type: "BIGINT" },
    { name: "at", type: "timestamp(3)" },
    { name: "tags", type: "map(varchar,varchar)" },
    { name: "kinds", type: "VARCHAR[]" },
  ],
  rows: [
    ["2026-11-01", 1, "9007199254740993", "2026-11-01 10:00:00.123", "{a=b}", ["x", "y"]],
    [null, null, null, null, null, null],
  ],
  seconds: 1,
};
const file = (name: string) => path.join(mkdtempSync(path.join(tmpdir(), "out-file-")), name);

async function read(from: string): Promise<unknown[][]> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  return (await connection.runAndReadAll(from)).getRowsJson();
}

test("Parquet has the result's types, and no digit is lost", async () => {
  const out = file("it's.parquet");
  await writeResult(result, out);
  const from = `from '${out.replaceAll("'", "''")}'`;
  expect(await read(from)).toEqual([
    ["2026-11-01", "1", "9007199254740993", "2026-11-01 10:00:00.123", "{a=b}", ["x", "y"]],
    [null, null, null, null, null, null],
  ]);
  expect((await read(`describe ${from}`)).map(([name, type]) => `${name} ${type}`)).toEqual([
    "day DATE",
    "n BIGINT",
    "n_2 BIGINT",
    "at TIMESTAMP",
    "tags VARCHAR",
    "kinds VARCHAR[]",
  ]);
});

test.each([
  { description: "is a whole number, as it is in Athena's", value: 7, stored: "BIGINT" },
  {
    description: "is not cut where it is too large for one",
    value: "170141183460469231731",
    stored: "DOUBLE",
  },
])("a sum of counts in Parquet $description", async ({ value, stored }) => {
  const out = file("sum.parquet");
  await writeResult(
    { columns: [{ name: "events", type: "HUGEINT" }], rows: [[value], [null]], seconds: 0 },
    out,
  );
  expect((await read(`describe from '${out}'`))[0]![1]).toBe(stored);
  expect(Number((await read(`from '${out}'`))[0]![0])).toBeCloseTo(Number(value), -5);
});

test("Parquet of no rows has the columns", async () => {
  const out = file("none.parquet");
  await writeResult({ ...result, rows: [] }, out);
  expect(await read(`describe from '${out}'`)).toHaveLength(6);
});

test("the ending names the format", async () => {
  const [csv, json] = [file("a.csv"), file("a.json")];
  await writeResult(result, csv);
  await writeResult(result, json);
  expect(readFileSync(csv, "utf8")).toMatch(/^day,n,n,at,tags,kinds\r\n2026-11-01,1,9007199254740993,/);
  expect(JSON.parse(readFileSync(json, "utf8"))).toMatchObject([
    { day: "2026-11-01", n: 1, n_2: "9007199254740993", tags: "{a=b}" },
    { day: null },
  ]);
});
