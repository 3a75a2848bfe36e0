import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { filledDays } from "../../../scripts/bench/archive/fill.ts";
import { MEASURED } from "../../../scripts/bench/archive/measure.ts";
import { benchArchiveQueries } from "../../../scripts/bench/archive.ts";
import { runOfEvents } from "./archive/run-of-events.ts";

let data: string;
beforeEach(() => {
  data = mkdtempSync(path.join(tmpdir(), "bench-archive-test-"));
});
afterEach(() => rmSync(data, { recursive: true }));

test("an archive is filled, curated and measured, for one day and for all of them", async () => {
  const days = filledDays(Date.now());
  runOfEvents(
    data,
    days.filter((_, at) => at % 5 === 4),
    10,
  );
  const said: string[] = [];
  const before = readdirSync(tmpdir());
  const { filled, queries } = await benchArchiveQueries(data, 600, (line) => said.push(line));
  expect(filled).toMatchObject({ events: 600, files: 6, first: days[0], last: days.at(-1) });
  expect(said).toContain(`curated up to ${days.at(-1)}`);
  expect(queries.map(({ query, days: period }) => [query, period])).toEqual(
    MEASURED.flatMap((query) => [
      [query, 1],
      [query, 30],
    ]),
  );
  for (const [at, { query, days: period, before: landed, after }] of queries.entries())
    if (period === 1) {
      const all = queries[at + 1]!;
      // The first of an order's reports is looked for in the days before, too.
      const most = query === "products" ? all.before.bytes : all.before.bytes / 3;
      expect([query, landed.bytes > 0, landed.bytes <= most]).toEqual([query, true, true]);
      expect([query, after.files > 0, after.bytes <= all.after.bytes]).toEqual([query, true, true]);
    }
  expect(readdirSync(tmpdir()).filter((name) => !before.includes(name) && /archive-/.test(name))).toEqual([]);
}, 120_000);
