import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { parquetFile } from "../../../../../functions/archive/parquet.ts";
import { DeclaredTables } from "../../../../../scripts/local/runtime/athena/declared-tables.ts";
import type { Column } from "../../../../../scripts/local/runtime/interpret/plan.ts";

const columns: Column[] = [
  { name: "event_id", type: "string" },
  { name: "price", type: "double" },
  { name: "zip_population", type: "bigint" },
];

let root: string;
let instance: DuckDBInstance;
let connection: DuckDBConnection;
let tables: DeclaredTables;
beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), "declared-tables-test-"));
  instance = await DuckDBInstance.create();
  connection = await instance.connect();
  await connection.run("CREATE SCHEMA db");
  const events = {
    name: "events",
    database: "db",
    columns,
    partitionKeys: [{ name: "dt", type: "string" }],
    location: "s3://archive/events/",
    serde: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    parameters: {},
    tableType: "EXTERNAL_TABLE",
  };
  tables = new DeclaredTables(connection, [events], (bucket) => path.join(root, bucket));
});
afterEach(() => {
  connection.closeSync();
  instance.closeSync();
  rmSync(root, { recursive: true });
});

const fileOf = (day: string, name = "one") => path.join(root, `archive/events/dt=${day}/${name}.parquet`);

function put(file: string, bytes: Uint8Array | string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}

const write = (day: string, of: Column[], row: Record<string, unknown>, name?: string) =>
  put(fileOf(day, name), parquetFile(of, [row]));

async function rows(sql: string): Promise<unknown[][]> {
  await tables.refresh(Date.now());
  return (await connection.runAndReadAll(sql)).getRowsJS();
}

test("files of other columns, in another order or of a narrower type are read together, by name", async () => {
  const [id, price] = columns as [Column, Column];
  write("2026-01-01", columns, { event_id: "all", price: 1.5, zip_population: 9 });
  write("2026-01-02", [id], { event_id: "fewer" });
  write("2026-01-03", [{ name: "gone", type: "string" }, price, id], {
    event_id: "other",
    price: 2,
    gone: "x",
  });
  write("2026-01-04", [id, { name: "zip_population", type: "int" }], {
    event_id: "narrow",
    zip_population: 7,
  });
  expect(await rows("SELECT dt, event_id, price, zip_population FROM db.events ORDER BY dt")).toEqual([
    ["2026-01-01", "all", 1.5, 9n],
    ["2026-01-02", "fewer", null, null],
    ["2026-01-03", "other", 2, null],
    ["2026-01-04", "narrow", null, 7n],
  ]);
});

test("files come and go between queries, of columns that were there and of others, to the last", async () => {
  const ids = () => rows("SELECT event_id FROM db.events ORDER BY 1");
  write("2026-01-01", columns, { event_id: "a" });
  expect(await ids()).toEqual([["a"]]);
  write("2026-01-01", columns.slice(0, 1), { event_id: "b" }, "two");
  expect(await ids()).toEqual([["a"], ["b"]]);
  rmSync(fileOf("2026-01-01"));
  expect(await ids()).toEqual([["b"]]);
  rmSync(fileOf("2026-01-01", "two"));
  expect(await ids()).toEqual([]);
  write("2026-01-02", columns, { event_id: "c" });
  expect(await ids()).toEqual([["c"]]);
});

test("of the other days a query of one opens no file but the first, for its columns, however often it names the table", async () => {
  for (const day of ["2026-01-01", "2026-01-02", "2026-01-03"]) write(day, columns, { event_id: day });
  const ofDay = (day: string) =>
    rows(`SELECT l.event_id FROM db.events AS l JOIN db.events AS r ON l.event_id = r.event_id
          WHERE l.dt = '${day}' AND r.dt = '${day}'`);
  expect(await ofDay("2026-01-02")).toEqual([["2026-01-02"]]);
  put(fileOf("2026-01-03"), "no Parquet any more");
  expect(await ofDay("2026-01-02")).toEqual([["2026-01-02"]]);
  await expect(ofDay("2026-01-03")).rejects.toThrow();
});
