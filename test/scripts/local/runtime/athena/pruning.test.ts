import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parquetFile } from "../../../../../functions/archive/parquet.ts";
import { dayProjection, integerProjection } from "../../../../../infra/analytics/projection.ts";
import { startQueries } from "../../../../../scripts/local/runtime/athena/queries.ts";
import type { LocalQueries } from "../../../../../scripts/local/runtime/athena/types.ts";
import type { GlueTableDefinition } from "../../../../../scripts/local/runtime/interpret/plan.ts";
import { partitionKey } from "../../../../../shared/archive-partition.ts";
import { eventPartitions, glueColumns } from "../../../../../shared/columns/glue.ts";
import { eventsUnique } from "../../../../../shared/queries/events-unique.ts";

const events: GlueTableDefinition = {
  name: "events",
  database: "db",
  columns: glueColumns(),
  partitionKeys: [...eventPartitions],
  location: "s3://archive/events/",
  serde: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
  parameters: {
    "projection.enabled": "true",
    ...dayProjection("dt", "2009-01-01"),
    ...integerProjection("hour", 0, 23, 2),
  },
  tableType: "EXTERNAL_TABLE",
};

const unique: GlueTableDefinition = { ...events, name: "events_unique", location: "", view: eventsUnique() };

const DAYS = ["2026-03-01", "2026-03-02"];
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, "0"));

let root: string;
let queries: LocalQueries;

/** Two days of 24 hours, a file an hour; each event twice. */
beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), "pruning-test-"));
  for (const dt of DAYS)
    for (const hour of HOURS) {
      const folder = path.join(root, "archive", "events", partitionKey({ dt, hour, source: "other" }));
      mkdirSync(folder, { recursive: true });
      const one = {
        event_id: `${dt}-${hour}`,
        app_id: "a",
        source: "tiny-shop",
        event_time: `${dt}T${hour}:00:00.000Z`,
      };
      const twice = [one, { ...one, processed_at: `${dt}T${hour}:00:01.000Z` }];
      writeFileSync(path.join(folder, "1.parquet"), parquetFile(events.columns, twice));
    }
  queries = await startQueries({ databases: ["db"], tables: [unique, events], queries: [] }, (bucket) =>
    path.join(root, bucket),
  );
});
afterAll(() => {
  queries.close();
  rmSync(root, { recursive: true });
});

/** Files that the plan of a query reads, of those that there are. */
async function filesRead(sql: string): Promise<string | undefined> {
  const { rows } = await queries.run(`explain analyze ${sql}`);
  const plan = rows.flat().join("\n");
  return /Scanning Files:[^\d]*(\d+\/\d+)/.exec(plan)?.[1] ?? /Files Read: (\d+)/.exec(plan)?.[1];
}

test.each([
  { where: "dt = '2026-03-01'", events: 24, files: "24/48" },
  { where: "dt >= '2026-03-02'", events: 24, files: "24/48" },
  { where: "dt in ('2026-03-01', '2026-02-28')", events: 24, files: "24/48" },
  { where: "dt = '2026-03-01' and hour = 7", events: 1, files: "1/48" },
  { where: "dt = '2026-03-01' and hour in (7, 8) and source = 'tiny-shop'", events: 2, files: "2/48" },
  { where: "true", events: 48, files: "48" },
])("events_unique where $where reads $files of the files", async ({ where, events, files }) => {
  const { rows } = await queries.run(`select count(*), min(source) from events_unique where ${where}`);
  expect(rows).toEqual([[events, "tiny-shop"]]);
  expect(await filesRead(`select count(*), min(source) from events_unique where ${where}`)).toBe(files);
});
