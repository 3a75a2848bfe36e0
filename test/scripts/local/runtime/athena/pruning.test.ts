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
import { failedEventColumns } from "../../../../../shared/columns/failed-events.ts";
import { eventPartitions, glueColumns } from "../../../../../shared/columns/glue.ts";
import { createCurated } from "../../../../../shared/curated/statements.ts";
import { bound } from "../../../../../shared/queries/declared.ts";
import { namedQueryFiles } from "../../../../../shared/queries/named.ts";
import { archiveViews } from "../../../../../shared/queries/views.ts";
import { rollups } from "../../../../../shared/rollups/rollups.ts";
import { createRollup, replaceDays, rollupView } from "../../../../../shared/rollups/statements.ts";
import { predictionColumns } from "../../../../../shared/scoring/archived.ts";

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

const failed: GlueTableDefinition = {
  ...events,
  name: "failed_events",
  columns: failedEventColumns,
  partitionKeys: ["stage", "reason", "dt"].map((name) => ({ name, type: "string" })),
  location: "s3://failed/failed/",
  serde: "org.openx.data.jsonserde.JsonSerDe",
  parameters: {},
};

const predictions: GlueTableDefinition = {
  ...failed,
  name: "predictions",
  columns: predictionColumns,
  partitionKeys: [{ name: "dt", type: "string" }],
  location: "s3://archive/predictions/",
};

const views: GlueTableDefinition[] = archiveViews.map(({ name, sql }) => ({
  ...events,
  name,
  location: "",
  view: sql,
}));

const dayBefore = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

/** Days of before the views look back to, then two that they see. */
const LONG_AGO = dayBefore(120);
const [FIRST, SECOND] = [dayBefore(3), dayBefore(2)] as const;
const DAYS = [LONG_AGO, FIRST, SECOND];
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, "0"));

let root: string;
let queries: LocalQueries;

/** Three days of 24 hours, a file an hour; each event twice. */
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
        session_id: dt,
        ...(hour === "12" && { user_id: "alice" }),
        app_id: "a",
        source: "tiny-shop",
        event_time: `${dt}T${hour}:00:00.000Z`,
      };
      const twice = [one, { ...one, processed_at: `${dt}T${hour}:00:01.000Z` }];
      writeFileSync(path.join(folder, "1.parquet"), parquetFile(events.columns, twice));
    }
  const named = namedQueryFiles().map((query) => ({ ...query, description: "", database: "db" }));
  queries = await startQueries(
    { databases: ["db"], tables: [...views, events, failed, predictions], queries: named },
    (bucket) => path.join(root, bucket),
  );
  await queries.run(createCurated([...events.columns, ...eventPartitions], "s3://archive/curated/"));
  for (const rollup of rollups) {
    await queries.run(createRollup(rollup, "s3://archive/curated/"));
    await queries.run(rollupView(rollup, ""));
  }
});
afterAll(async () => {
  await queries.close();
  rmSync(root, { recursive: true });
});

/** Of each scan of events in the plan of a query, how many of the 72 files it reads. */
async function filesRead(sql: string, values: readonly string[] = []): Promise<number[]> {
  const { rows } = await queries.runBound({
    sql: `explain (analyze, format json) ${sql}`,
    values: [...values],
  });
  const scans = rows
    .flat()
    .join("\n")
    .matchAll(/"Total Files Read": "?(\d+)/g);
  return [...scans].map(([, files]) => Number(files));
}

const conditions = [
  { where: `dt = '${FIRST}'`, events: 24, files: 24 },
  { where: `dt >= '${SECOND}'`, events: 24, files: 24 },
  { where: `dt in ('${FIRST}', '2026-02-28')`, events: 24, files: 24 },
  { where: `dt = '${FIRST}' and hour = 7`, events: 1, files: 1 },
  { where: `dt = '${FIRST}' and hour in (7, 8) and source = 'tiny-shop'`, events: 2, files: 2 },
];
const everything = { where: "true", events: 72, files: 72 };

test.each([...conditions, everything])(
  "events_unique where $where reads $files of 72 files",
  async ({ where, events, files }) => {
    const sql = `select count(*), min(source) from events_unique where ${where}`;
    expect((await queries.run(sql)).rows).toEqual([[events, "tiny-shop"]]);
    expect(await filesRead(sql)).toEqual([files]);
  },
);

describe.each(["events_by_person", "purchases"])("%s", (view) => {
  test.each(conditions)(
    "where $where reads $files of 72 files for the events, and those of 90 days only for links, sessions and first reports",
    async ({ where, events, files }) => {
      const sql = `select count(*), min(visitor), min(session_device) from ${view} where ${where}`;
      expect((await queries.run(sql)).rows).toEqual([[events, "alice", "device"]]);
      const scans = await filesRead(sql);
      expect(scans.filter((scan) => scan === files)).toHaveLength(1);
      expect(scans.filter((scan) => scan !== files && scan !== 48)).toEqual([]);
    },
  );
});

/** What a query reads beside the files of its period: the days before it, as its comments say. */
const readsMore: Readonly<Record<string, number>> = {
  // The 29 or 30 days before, all of which the files of the first of two days are in.
  active_users: 48,
  attribution: 48,
  pipeline_accounting: 48,
  failed_events_open: 48,
  // DuckDB takes no condition below an unnest, as Trino does: here it reads every day that the rollup does not hold.
  products: 72,
};
describe.each(namedQueryFiles())("$name", ({ name, sql }) => {
  const reads = (values: Record<string, string>) => {
    const query = bound(sql, values);
    return filesRead(query.sql, query.values);
  };
  const isOfPurchases = sql.includes("purchases as (");
  const most = readsMore[name] ?? (isOfPurchases ? 48 : 24);

  const nothing = ["failed_events_by_reason", "score_drift"].includes(name);

  test("reads the files of its period and no others", async () => {
    const files = await reads({ since: SECOND, until: SECOND });
    expect(Math.max(0, ...files)).toBe(nothing ? 0 : most);
    // Only first reports are looked for in the week before.
    if (isOfPurchases && readsMore[name] === undefined) expect(files).toContain(24);
  });

  test("reads the last 30 days as it is declared", async () => {
    expect(Math.max(0, ...(await reads({})))).toBe(nothing ? 0 : Math.max(48, most));
  });
});

describe("once the rollups hold the days", () => {
  beforeAll(async () => {
    const names = [...events.columns, ...eventPartitions].map(({ name }) => name).join(", ");
    await queries.run(`insert into curated_events (${names}) select ${names} from events_unique`);
    for (const rollup of rollups) {
      await queries.run(replaceDays(rollup, [FIRST, SECOND]));
      await queries.run(rollupView(rollup, SECOND));
    }
  });

  test.each(["sessions", "top_users", "top_pages", "retention_cohorts", "revenue", "orders", "baskets"])(
    "%s reads no file of them",
    async (name) => {
      const { sql } = namedQueryFiles().find((query) => query.name === name)!;
      const asked = bound(sql, { since: FIRST, until: SECOND });
      expect(Math.max(0, ...(await filesRead(asked.sql, asked.values)))).toBe(0);
    },
  );
});
