import { existsSync } from "node:fs";
import { totalmem } from "node:os";
import { expect, test } from "@jest/globals";
import { boundedDuckDb } from "../../../../../scripts/local/runtime/athena/bounded-duckdb.ts";

test("what is larger than the memory is sorted by the disk, also where a connection may open no files, and leaves none", async () => {
  const instance = await boundedDuckDb(":memory:", { memory_limit: "150MiB" });
  const connection = await instance.connect();
  const setting = async (name: string) =>
    String((await connection.runAndReadAll(`select current_setting('${name}')`)).getRowsJS()[0]![0]);
  const folder = await setting("temp_directory");
  await connection.run("SET enable_external_access=false");
  const sorted = "select hash(range) as h, repeat('x', 40) || range as text from range(3_000_000) order by h";
  await connection.run(`create table t as ${sorted}`);
  expect(existsSync(folder)).toBe(true);
  expect(String((await connection.runAndReadAll("select count(*) from t")).getRowsJS()[0]![0])).toBe(
    "3000000",
  );
  connection.closeSync();
  instance.closeSync();
  expect(existsSync(folder)).toBe(false);
});

test("at most half of the machine's memory is taken", async () => {
  const instance = await boundedDuckDb();
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll("select current_setting('memory_limit')");
  const [, number, unit] = /^([\d.]+) (MiB|GiB)$/.exec(String(reader.getRowsJS()[0]![0]))!;
  const bytes = Number(number) * { MiB: 2 ** 20, GiB: 2 ** 30 }[unit as "MiB" | "GiB"];
  expect(bytes).toBeLessThanOrEqual(totalmem() / 2);
  connection.closeSync();
  instance.closeSync();
});
