import { readFileSync } from "node:fs";
import { join } from "node:path";
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

test("documents of another standard come in by their mapping, with their sessions, carts and purchases", async () => {
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
}, 180_000);

test("instants are UTC timestamps and maps are maps for any reader of Parquet", async () => {
  await using run = await pipelineRun({ source: { file: path }, mapping: "ubi" });
  const types = await run.query(
    "SELECT DISTINCT typeof(event_time), typeof(properties), typeof(metadata) FROM events",
  );
  expect(types).toEqual([["TIMESTAMP WITH TIME ZONE", "MAP(VARCHAR, VARCHAR)", "MAP(VARCHAR, VARCHAR)"]]);
}, 180_000);
