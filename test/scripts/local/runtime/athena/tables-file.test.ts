import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { startQueries } from "../../../../../scripts/local/runtime/athena/queries.ts";
import { rewriteTables } from "../../../../../scripts/local/runtime/athena/tables-file.ts";
import type { LocalQueries } from "../../../../../scripts/local/runtime/athena/types.ts";

let folder: string;
let file: string;
let queries: LocalQueries;
const open = (reads: boolean) =>
  startQueries({ databases: ["db"], tables: [], queries: [] }, () => "/nowhere", { file, reads });
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "tables-test-"));
  file = path.join(folder, "tables.duckdb");
  queries = await open(false);
  await queries.run(
    "create table t (id string, dt string) partitioned by (dt) location 's3://b/t/' tblproperties ('table_type' = 'ICEBERG')",
  );
});
afterEach(async () => {
  await queries.close();
  rmSync(folder, { recursive: true });
});

const rows = async (sql: string) => (await queries.run(sql)).rows;
const [ANN, BOB] = ["ann-of-the-test-7c1d", "bob-of-the-test-90fe"];

/** Two people, each with rows of several days, so that no row group holds one alone. */
const insertBoth = () =>
  queries.run(
    `insert into t select case n % 2 when 0 then '${ANN}' else '${BOB}' end, 'day ' || cast(n % 50 as varchar) from unnest(sequence(1, 2000)) as s(n)`,
  );

/** Whether the bytes of an id are in the file, or in the log beside it. */
const holds = (id: string): boolean =>
  [file, `${file}.wal`].some((each) => existsSync(each) && readFileSync(each).includes(id));

describe("VACUUM", () => {
  test("leaves no byte of what was deleted, and of the rest everything", async () => {
    await insertBoth();
    await queries.run("create or replace view v as select id from t");
    // From the log into the blocks of the file, as at the end of a run.
    await queries.close();
    queries = await open(false);
    await queries.run(`delete from t where id = '${ANN}'`);
    // Without a second file: DuckDB's compression does not hide them.
    expect([holds(ANN), holds(BOB)]).toEqual([true, true]);
    await queries.run("optimize t rewrite data using bin_pack");
    await queries.run("vacuum t");
    expect([holds(ANN), holds(BOB)]).toEqual([false, true]);
    expect(await rows("select count(*), min(id), count(distinct dt) from t")).toEqual([[1000, BOB, 25]]);
    expect(await rows("select count(*) from v")).toEqual([[1000]]);
  });

  test("keeps what a table says of its partitions, and a view its one place", async () => {
    await queries.run("create or replace view v as select id from t");
    await queries.run("vacuum t");
    await expect(
      queries.run("insert into t select 'x', cast(n as varchar) from unnest(sequence(1, 101)) as s(n)"),
    ).rejects.toThrow("ICEBERG_TOO_MANY_OPEN_PARTITIONS");
    await queries.run("create or replace view v as select 'new' as id");
    await queries.close();
    queries = await open(true);
    expect(await rows("select id from v")).toEqual([["new"]]);
  });

  test("goes on beside those who read and write", async () => {
    await insertBoth();
    const asked = Array.from({ length: 12 }, (_, at) =>
      at % 4 === 3 ? queries.run("vacuum t") : rows("select count(*) from t"),
    );
    await queries.run(`delete from t where id = '${ANN}'`);
    const [vacuum] = [queries.run("vacuum t")];
    const counts = (await Promise.all(asked)).filter(Array.isArray);
    expect(counts).toEqual(Array(9).fill([[2000]]));
    await vacuum;
    expect(await rows("select count(*) from t")).toEqual([[1000]]);
    expect(holds(ANN)).toBe(false);
  });

  test("writes the file once for all tables, until something is written again", async () => {
    await queries.run("vacuum t");
    const { ino } = statSync(file);
    await queries.run("delete from t where id = 'nobody'");
    await queries.run("vacuum t");
    expect(statSync(file).ino).toBe(ino);
    await insertBoth();
    await queries.run("vacuum t");
    expect(statSync(file).ino).not.toBe(ino);
  });

  test("is done after one that died", async () => {
    await insertBoth();
    await queries.close();
    for (const left of [`${file}.fresh`, `${file}.fresh.wal`]) writeFileSync(left, "half of a file");
    queries = await open(false);
    await queries.run("vacuum t");
    expect(await rows("select count(*) from t")).toEqual([[2000]]);
    expect(existsSync(`${file}.fresh`)).toBe(false);
  });
});

describe("the fresh file", () => {
  const saying = (fails: (sql: string) => string | undefined) => {
    const said: string[] = [];
    const run = async (sql: string) => {
      const error = fails(sql);
      said.push(sql.replaceAll(file, "FILE"));
      if (error !== undefined) throw new Error(error);
      if (sql.includes(".fresh'")) writeFileSync(`${file}.fresh`, "new");
    };
    return { said, connection: { run } as unknown as DuckDBConnection };
  };
  beforeEach(() => queries.close());

  test("is waited for while another program reads it", async () => {
    let locked = 3;
    const { connection, said } = saying((sql) =>
      sql === `ATTACH '${file}' AS iceberg` && locked-- > 0
        ? "IO Error: Conflicting lock is held"
        : undefined,
    );
    await rewriteTables(connection, file);
    expect(said.filter((sql) => sql === "ATTACH 'FILE' AS iceberg")).toHaveLength(4);
    expect(readFileSync(file, "utf8")).toBe("new");
  });

  test("takes no place where it could not be written", async () => {
    const before = readFileSync(file);
    const { connection, said } = saying((sql) => (sql.startsWith("COPY") ? "No space left" : undefined));
    await expect(rewriteTables(connection, file)).rejects.toThrow("No space left");
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(said).not.toContain("DETACH iceberg");
    expect(said.at(-1)).toBe("DETACH fresh_iceberg");
  });
});
