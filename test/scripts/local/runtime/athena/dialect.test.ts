import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { TrinoSQL } from "dt-sql-parser";
import { inDuckDb, speakTrino } from "../../../../../scripts/local/runtime/athena/dialect.ts";
import { dialect, holes } from "../../../../../scripts/local/runtime/athena/dialect-table.ts";
import { plainResult } from "../../../../../scripts/local/runtime/athena/rows.ts";

const trino = new TrinoSQL();
let speaking: DuckDBConnection;
let bare: DuckDBConnection;
beforeAll(async () => {
  speaking = await (await DuckDBInstance.create(":memory:")).connect();
  await speakTrino(speaking);
  bare = await (await DuckDBInstance.create(":memory:")).connect();
  await bare.run("SET TimeZone='America/New_York'");
});
afterAll(() => {
  speaking.closeSync();
  bare.closeSync();
});

const whole = (sql: string): string => (sql.startsWith("select ") ? sql : `select ${sql}`);
const value = async (connection: DuckDBConnection, sql: string): Promise<unknown> =>
  plainResult(await connection.runAndReadAll(sql), 0).rows[0]?.[0];

describe.each(dialect.map((row) => ({ ...row, by: row.by })))("$what", ({ trino: example, gives }) => {
  test("is Trino's SQL by its grammar", () => {
    expect(trino.validate(whole(example))).toEqual([]);
  });

  test("gives here what it gives there", async () => {
    expect(await value(speaking, inDuckDb(whole(example)))).toEqual(gives);
  });

  test("would not without its row", async () => {
    const without = await value(bare, whole(example)).catch((error: Error) => error.message);
    expect(without).not.toEqual(gives);
  });
});

describe.each(holes)("a hole: $what", ({ trino: example }) => {
  test("is Trino's SQL by its grammar, and does not run here", async () => {
    expect(trino.validate(whole(example))).toEqual([]);
    await expect(value(speaking, inDuckDb(whole(example)))).rejects.toThrow(/Error/);
  });
});

test.each([
  { sql: "select 'transform(a)' from t", same: true },
  { sql: 'select "transform"(a) from t', same: true },
  { sql: "select my_transform(a), t.transform(a) from t -- transform(a)", same: true },
  { sql: "select TRANSFORM (a, x -> x) from t", same: false },
])("a call alone is renamed: $sql", ({ sql, same }) => {
  expect(inDuckDb(sql) === sql).toBe(same);
});
