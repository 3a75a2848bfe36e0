import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "@jest/globals";
import { expectConserved } from "./invariants.ts";
import { pipelineRun } from "./pipeline-run.ts";

const path = join(import.meta.dirname, "../fixtures/ubi.ndjson");
const documents = readFileSync(path, "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line));
const distinct = (values: unknown[]) => new Set(values.filter((value) => value !== undefined)).size;
const named = (name: string) => documents.filter(({ action_name }) => action_name === name).length;

test("documents of another standard come in by their mapping, and any reader of Parquet reads them", async () => {
  await using run = await pipelineRun({ source: { file: path }, mapping: "ubi" });
  expectConserved(run.report);
  expect(run.report.events.archived).toBe(documents.length);
  const figures = await run.query(`
    SELECT
      count(DISTINCT session_id),
      count(*) FILTER (WHERE event_name = 'add_to_cart'),
      count(*) FILTER (WHERE event_name = 'purchase')
    FROM events`);
  const sessions = distinct(documents.map(({ event_attributes }) => event_attributes.session_id));
  expect(figures).toEqual([[sessions, named("add_to_cart"), named("purchase")]]);

  const duckdb = await (await DuckDBInstance.create()).connect();
  const types = await duckdb.runAndReadAll(`
    SELECT DISTINCT typeof(event_time), typeof(properties), typeof(metadata)
    FROM read_parquet('${run.report.archive.path}/**/*.parquet')`);
  expect(types.getRows()).toEqual([
    ["TIMESTAMP WITH TIME ZONE", "MAP(VARCHAR, VARCHAR)", "MAP(VARCHAR, VARCHAR)"],
  ]);
  duckdb.closeSync();
}, 180_000);
