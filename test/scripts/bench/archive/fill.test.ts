import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { FILLED_DAYS, fillArchive, filledDays } from "../../../../scripts/bench/archive/fill.ts";
import { runOfEvents } from "./run-of-events.ts";

const NOW = Date.parse("2026-03-31T12:00:00Z");

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "fill-test-"));
});
afterEach(() => rmSync(root, { recursive: true }));

test("the days are the last ones that are over", () => {
  const days = filledDays(NOW);
  expect([days.length, days[0], days.at(-1)]).toEqual([FILLED_DAYS, "2026-03-01", "2026-03-30"]);
});

test("events are copied as often as it takes, each time of other people, and those of other days left out", async () => {
  const run = runOfEvents(root, ["2026-02-28", "2026-03-01", "2026-03-30"], 4);
  const into = path.join(root, "archive", "events");
  // 40 events of two days, three times.
  expect(await fillArchive(run, into, 100, NOW)).toEqual({
    events: 120,
    files: 2,
    bytes: expect.any(Number),
    first: "2026-03-01",
    last: "2026-03-30",
  });
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const counted = await connection.runAndReadAll(
    `select count(distinct event_id), count(distinct person_id), count(distinct anonymous_id), count(distinct session_id),
      count(distinct order_id), min(filename like '%/dt=' || strftime(event_time, '%Y-%m-%d') || '/hour=07/folder=all/%')
    from read_parquet('${into}/**/*.parquet', hive_partitioning = false, filename = true)`,
  );
  expect(counted.getRowsJS()[0]!.map((value) => (typeof value === "bigint" ? Number(value) : value))).toEqual(
    [120, 24, 24, 24, 24, true],
  );
  instance.closeSync();
});

test("a run without events of these days is refused, with what makes some", async () => {
  const run = runOfEvents(root, ["2026-02-28"], 1);
  await expect(fillArchive(run, path.join(root, "archive"), 100, NOW)).rejects.toThrow(
    /has no events of 2026-03-01 to 2026-03-30: npm start -- --history 30d makes some/,
  );
});
