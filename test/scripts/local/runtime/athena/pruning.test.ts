import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { parquetFile } from "../../../../../functions/archive/parquet.ts";
import { dayProjection, integerProjection } from "../../../../../infra/analytics/projection.ts";
import { startQueries } from "../../../../../scripts/local/runtime/athena/queries.ts";
import type { LocalQueries } from "../../../../../scripts/local/runtime/athena/types.ts";
import type { GlueTableDefinition } from "../../../../../scripts/local/runtime/interpret/plan.ts";
import { partitionKey } from "../../../../../shared/archive-partition.ts";
import { eventPartitions, glueColumns } from "../../../../../shared/columns/glue.ts";
import { archiveViews } from "../../../../../shared/queries/views.ts";

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

const views: GlueTableDefinition[] = archiveViews.map(({ name, sql }) => ({
  ...events,
  name,
  location: "",
  view: sql,
}));

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
        event_name: "purchase",
        anonymous_id: "device",
        ...(hour === "12" && { user_id: "alice" }),
        app_id: "a",
        source: "tiny-shop",
        event_time: `${dt}T${hour}:00:00.000Z`,
      };
      const twice = [one, { ...one, processed_at: `${dt}T${hour}:00:01.000Z` }];
      writeFileSync(path.join(folder, "1.parquet"), parquetFile(events.columns, twice));
    }
  queries = await startQueries({ databases: ["db"], tables: [...views, events], queries: [] }, (bucket) =>
    path.join(root, bucket),
  );
});
afterAll(() => {
  queries.close();
  rmSync(root, { recursive: true });
});

/** Of each scan in the plan of a query, how many of the 48 files it reads. */
async function filesRead(sql: string): Promise<number[]> {
  const { rows } = await queries.run(`explain analyze ${sql}`);
  const scans = rows
    .flat()
    .join("\n")
    .matchAll(/Files Read: (\d+)/g);
  return [...scans].map(([, files]) => Number(files));
}

const conditions = [
  { where: "dt = '2026-03-01'", events: 24, files: 24 },
  { where: "dt >= '2026-03-02'", events: 24, files: 24 },
  { where: "dt in ('2026-03-01', '2026-02-28')", events: 24, files: 24 },
  { where: "dt = '2026-03-01' and hour = 7", events: 1, files: 1 },
  { where: "dt = '2026-03-01' and hour in (7, 8) and source = 'tiny-shop'", events: 2, files: 2 },
];
const everything = { where: "true", events: 48, files: 48 };

test.each([...conditions, everything])(
  "events_unique where $where reads $files of 48 files",
  async ({ where, events, files }) => {
    const sql = `select count(*), min(source) from events_unique where ${where}`;
    expect((await queries.run(sql)).rows).toEqual([[events, "tiny-shop"]]);
    expect(await filesRead(sql)).toEqual([files]);
  },
);

describe.each(["events_by_person", "purchases"])("%s", (view) => {
  test.each(conditions)(
    "where $where reads $files of 48 files for the events, and all only for links, sessions and first reports",
    async ({ where, events, files }) => {
      const sql = `select count(*), min(visitor), min(session_device) from ${view} where ${where}`;
      expect((await queries.run(sql)).rows).toEqual([[events, "alice", "device"]]);
      const scans = await filesRead(sql);
      expect(scans.filter((scan) => scan === files)).toHaveLength(1);
      expect(scans.filter((scan) => scan !== files && scan !== 48)).toEqual([]);
    },
  );
});
