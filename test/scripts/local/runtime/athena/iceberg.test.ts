import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { startQueries } from "../../../../../scripts/local/runtime/athena/queries.ts";
import type { LocalQueries } from "../../../../../scripts/local/runtime/athena/types.ts";

let queries: LocalQueries;
beforeEach(async () => {
  queries = await startQueries({ databases: ["db"], tables: [], queries: [] }, () => "/nowhere");
  await queries.run(
    "create table if not exists t (id string, n int, dt string) partitioned by (dt) location 's3://b/t/' tblproperties ('table_type' = 'ICEBERG')",
  );
});
afterEach(() => queries.close());

const rows = async (sql: string) => (await queries.run(sql)).rows;
const insert = (days: number) =>
  `insert into t select cast(n as varchar), n, 'day ' || cast(n as varchar) from unnest(sequence(1, ${days})) as s(n)`;

describe("the local Athena refuses what Athena refuses", () => {
  test.each(["begin transaction", "START TRANSACTION", "commit work", "-- now\nrollback;  "])(
    "%s",
    async (sql) => {
      await expect(queries.run(sql)).rejects.toThrow("Athena knows no transactions of several statements");
    },
  );

  test("a statement that writes more than 100 partitions, and writes nothing", async () => {
    await expect(queries.run(insert(101))).rejects.toThrow("ICEBERG_TOO_MANY_OPEN_PARTITIONS");
    expect(await rows("select count(*) from t")).toEqual([[0]]);
    await queries.run(insert(100));
    expect(await rows("select count(*) from t")).toEqual([[100]]);
  });

  test("a MERGE with several source rows for one target row, which DuckDB would take", async () => {
    await queries.run(insert(1));
    const merge = (source: string) =>
      `merge into t using (${source}) as s on t.id = s.id when matched then update set n = s.n`;
    const twice = "select '1' as id, 8 as n, 'day 1' as dt union all select '1', 9, 'day 1'";
    await expect(queries.run(merge(twice))).rejects.toThrow("MERGE_TARGET_ROW_MULTIPLE_MATCHES");
    expect(await rows("select n from t")).toEqual([[1]]);
    await queries.run(merge("select '1' as id, 8 as n, 'day 1' as dt"));
    expect(await rows("select n from t")).toEqual([[8]]);
  });

  test.each([
    "create table x (id string) location 's3://b/x/' tblproperties ('format' = 'parquet')",
    "create table x as select 1 as a",
    "create index i on t (id)",
    "set threads = 1",
    "copy t to 'x.csv'",
    "attach 'x.duckdb'",
    "alter table t rename to u",
    "pragma database_list",
  ])("%s", async (sql) => {
    await expect(queries.run(sql)).rejects.toThrow(/local Athena/);
  });

  test("OPTIMIZE and VACUUM of what is not there", async () => {
    await queries.run("optimize t rewrite data using bin_pack where dt = 'day 1'");
    await queries.run("vacuum t");
    await expect(queries.run("optimize t rewrite data using bin_pack where day = 'x'")).rejects.toThrow(
      "day",
    );
    await expect(queries.run("vacuum u")).rejects.toThrow("u");
    await expect(queries.run("delete from u")).rejects.toThrow("TABLE_NOT_FOUND");
  });
});

test("columns are added and widened, rows deleted and the table dropped", async () => {
  await queries.run(insert(2));
  await queries.run(
    "alter table t add columns (more map<string,string>, items array<struct<a:string,b:int>>)",
  );
  await queries.run("alter table t change column n n bigint");
  await queries.run("delete from t where n = 1");
  expect(await queries.run("select id, n, more, items from t")).toMatchObject({
    columns: [{}, { type: "BIGINT" }, { type: "MAP(VARCHAR, VARCHAR)" }, { name: "items" }],
    rows: [["2", 2, null, null]],
  });
  await queries.run("drop table t");
  await expect(queries.run("select 1 from t")).rejects.toThrow("t does not exist");
});

test("a view reads what is there, is replaced by one statement, and is kept with the tables", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "iceberg-test-"));
  const file = path.join(folder, "tables.duckdb");
  const open = (reads: boolean) =>
    startQueries({ databases: ["db"], tables: [], queries: [] }, () => "/nowhere", { file, reads });
  const first = await open(false);
  await first.run(
    "create table t (id string, dt string) partitioned by (dt) location 's3://b/t/' tblproperties ('table_type' = 'ICEBERG')",
  );
  await first.run("insert into t select '1', 'day 1'");
  await first.run("create or replace view v as select id from w");
  await first.run("create or replace view w as select id from t where dt <= ''");
  expect((await first.run("select count(*) from v")).rows).toEqual([[0]]);
  await first.run("create or replace view w as select id, 'new' as x from t");
  expect((await first.run("select id from v")).rows).toEqual([["1"]]);
  first.close();
  const second = await open(true);
  expect((await second.run("select id, x from w")).rows).toEqual([["1", "new"]]);
  second.close();
  rmSync(folder, { recursive: true });
});
