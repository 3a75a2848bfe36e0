import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { startQueries } from "../../../../../scripts/local/runtime/athena/queries.ts";
import { unloadAsCopy } from "../../../../../scripts/local/runtime/athena/unload.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "unload-test-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const folderOf = (bucket: string) => path.join(root, bucket);
const unload = (to: string, options = "format = 'PARQUET', compression = 'SNAPPY'") =>
  unloadAsCopy(`UNLOAD (select 1 as one, ')' as two) TO '${to}' WITH (${options})`, folderOf);

describe("UNLOAD", () => {
  test("writes the rows below the folder, and only to a bucket of results", async () => {
    mkdirSync(folderOf("results"));
    const catalogue = { databases: ["db"], tables: [], queries: [], resultBuckets: ["results"] };
    const queries = await startQueries(catalogue, folderOf);
    const into = (bucket: string) =>
      queries.run(
        `UNLOAD (select 1 as one, 'a' as two) TO 's3://${bucket}/u/' WITH (format = 'PARQUET', compression = 'SNAPPY')`,
      );
    await into("results");
    const read = await queries.run(`select * from read_parquet('${folderOf("results")}/u/*.parquet')`);
    expect(read.rows).toEqual([[1, "a"]]);
    await expect(into("results")).rejects.toThrow("HIVE_PATH_ALREADY_EXISTS");
    await expect(into("elsewhere")).rejects.toThrow("did not run");
    await queries.close();
  });

  test("leaves other SQL alone", () => {
    expect(unloadAsCopy("select 'unload (x) to'", folderOf)).toBe("select 'unload (x) to'");
  });

  test.each([
    { to: "s3://results", options: undefined, message: "expected s3://bucket/folder/" },
    { to: "s3://results/u", options: undefined, message: "expected s3://bucket/folder/" },
    { to: "s3://results/../u/", options: undefined, message: "expected s3://bucket/folder/" },
    { to: "s3://results/u/", options: "format = 'JSON'", message: "format = 'PARQUET'" },
  ])("refuses $to with $options", ({ to, options, message }) => {
    expect(() => unload(to, options)).toThrow(message);
    expect(existsSync(path.join(root, "u"))).toBe(false);
  });

  test("refuses a folder that is not empty", () => {
    mkdirSync(path.join(folderOf("results"), "u"), { recursive: true });
    writeFileSync(path.join(folderOf("results"), "u", "old"), "");
    expect(() => unload("s3://results/u/")).toThrow("HIVE_PATH_ALREADY_EXISTS");
  });
});
