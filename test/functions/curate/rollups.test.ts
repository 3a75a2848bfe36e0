import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { parquetFile } from "../../../functions/archive/parquet.ts";
import {
  type CurateFigures,
  type CurateParts,
  type CurateTick,
  curateHandler,
} from "../../../functions/curate/handler.ts";
import type { LandedFile } from "../../../functions/curate/hours.ts";
import type { CurateProgress } from "../../../functions/curate/progress.ts";
import { StillRunning } from "../../../functions/curate/statements.ts";
import { startQueries } from "../../../scripts/local/runtime/athena/queries.ts";
import type { LocalQueries } from "../../../scripts/local/runtime/athena/types.ts";
import type { GlueTableDefinition } from "../../../scripts/local/runtime/interpret/plan.ts";
import { eventPartitions, glueColumns } from "../../../shared/columns/glue.ts";
import { archiveViews } from "../../../shared/queries/views.ts";
import { ordersByDay } from "../../../shared/rollups/orders-by-day.ts";
import { rollups } from "../../../shared/rollups/rollups.ts";
import { sessionsByDay } from "../../../shared/rollups/sessions-by-day.ts";
import { ROLLUPS_VERSION, rollupTable } from "../../../shared/rollups/statements.ts";
import { localStatements, type StatementStep } from "./local-statements.ts";

/** The function over the local Athena, with the rollups. */

const SESSIONS_TABLE = rollupTable(sessionsByDay);
const columns = glueColumns();
const NOW = Date.parse("2026-03-04T12:00:00Z");
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let root: string;
let queries: LocalQueries;
let files: LandedFile[];
let stored: CurateProgress | undefined;

beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), "curate-rollups-test-"));
  files = [];
  stored = undefined;
  const events: GlueTableDefinition = {
    name: "events",
    database: "db",
    columns,
    partitionKeys: [...eventPartitions],
    location: "s3://archive/events/",
    serde: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    parameters: {},
    tableType: "EXTERNAL_TABLE",
  };
  const views = archiveViews
    .filter(({ name }) => ["events_stored", "events_unique"].includes(name))
    .map(({ name, sql }) => ({ ...events, name, location: "", view: sql }));
  queries = await startQueries(
    { databases: ["db"], tables: [events, ...views], queries: [] },
    (bucket) => path.join(root, bucket),
    { file: path.join(root, "tables.duckdb"), reads: false },
  );
});
afterEach(() => {
  queries.close();
  rmSync(root, { recursive: true });
});

let count = 0;

/** A file of one hour with events of a session, at their minutes; `delivered` says how often each came. */
function land(
  at: string,
  session: string,
  names: string[],
  { modified = NOW - 3 * HOUR_MS, delivered = 1 } = {},
): void {
  const [dt, hour] = [at.slice(0, 10), at.slice(11, 13)];
  const key = `events/dt=${dt}/hour=${hour}/source=web/${files.length}.parquet`;
  const rows = names.map((event_name, minute) => {
    count += 1;
    return {
      event_id: `e${count}`,
      event_name,
      anonymous_id: "device",
      person_id: "device",
      session_id: session,
      source: "web",
      event_time: `${at}:${String(minute).padStart(2, "0")}:00.000Z`,
      processed_at: "2026-03-04T10:00:00.000Z",
      ...(event_name === "purchase" && { value: 10, currency: "EUR" }),
    };
  });
  const file = path.join(root, "archive", key);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, parquetFile(columns, Array.from({ length: delivered }, () => rows).flat()));
  files.push({ key, modified });
}

interface Interference {
  now?: number;
  of?: CurateParts["rollups"];
  keepDays?: number;
  step?: StatementStep;
}

function parts({
  now = NOW,
  of = rollups,
  keepDays = 400,
  step = async () => {},
}: Interference): CurateParts {
  return {
    ...localStatements(() => queries, step),
    async *landed() {
      yield* files;
    },
    progress: {
      read: async () => stored,
      async write(progress) {
        await step("before progress");
        stored = progress;
      },
    },
    columns: [...columns, ...eventPartitions],
    rollups: of,
    database: "db",
    folder: "s3://archive/curated/",
    keepDays,
    now: () => now,
    report() {},
  };
}

const run = (interference: Interference = {}, tick: CurateTick = {}): Promise<CurateFigures> =>
  curateHandler(parts(interference))(tick, { deadline: Number.POSITIVE_INFINITY } as never);
const rowsOf = async (sql: string) => (await queries.run(sql)).rows;
/** Of each session its events and days, as the rollup's view says and as its table holds. */
const sessions = (from = "sessions_by_day") =>
  rowsOf(
    `select session_id, sum(events), count(*), min(dt) from ${from} group by session_id order by session_id`,
  );

describe("a day that is over", () => {
  test("is taken over once its hours are merged, and the present one is made of its events", async () => {
    land("2026-03-02T23", "late", ["page_view", "click"], { delivered: 2 });
    land("2026-03-03T00", "late", ["purchase"]);
    land("2026-03-04T11", "open", ["page_view"], { modified: NOW - 60_000 });
    expect(await run()).toMatchObject({ rolledUp: "2026-03-03", isDone: true });
    expect(await sessions(SESSIONS_TABLE)).toEqual([["late", 3, 2, "2026-03-02"]]);
    expect(await sessions()).toEqual([
      ["late", 3, 2, "2026-03-02"],
      ["open", 1, 1, "2026-03-04"],
    ]);
    expect(await rowsOf("select value, reports from orders_by_day")).toEqual([[10, 1]]);
  });

  test("is not taken over before its last hour is merged", async () => {
    land("2026-03-03T23", "a", ["page_view"], { modified: Date.parse("2026-03-03T23:59:00Z") });
    const soon = { now: Date.parse("2026-03-04T00:20:00Z") };
    expect(await run(soon)).toMatchObject({ rolledUp: "2026-03-02" });
    expect(await sessions(SESSIONS_TABLE)).toEqual([]);
    expect(await sessions()).toEqual([["a", 1, 1, "2026-03-03"]]);
    expect(await run({ now: soon.now + HOUR_MS })).toMatchObject({ rolledUp: "2026-03-03" });
    expect(await sessions(SESSIONS_TABLE)).toEqual([["a", 1, 1, "2026-03-03"]]);
  });

  test("is remembered once as changed, however many of its hours change and how often", async () => {
    land("2026-03-03T10", "a", ["click"]);
    await run();
    for (const hours of [1, 2]) {
      const modified = NOW + hours * HOUR_MS;
      for (const hour of ["08", "09"]) land(`2026-03-03T${hour}`, "a", ["click"], { modified });
      await run({ now: modified + HOUR_MS });
      expect(stored!.rollups!.stale).toEqual(["2026-03-03"]);
    }
  });

  test("is taken over in whatever order its hours come, and late events count with the next day's run", async () => {
    land("2026-03-03T10", "a", ["click"]);
    await run();
    land("2026-03-03T08", "a", ["page_view", "page_view"], { modified: NOW + HOUR_MS });
    land("2020-05-06T07", "very late", ["click"], { modified: NOW + HOUR_MS });
    await run({ now: NOW + 2 * HOUR_MS });
    expect(stored!.rollups!.stale).toEqual(["2020-05-06", "2026-03-03"]);
    expect(await sessions()).toEqual([["a", 1, 1, "2026-03-03"]]);
    await run({ now: NOW + DAY_MS });
    expect(stored!.rollups).toEqual({ version: ROLLUPS_VERSION, through: "2026-03-04", stale: [] });
    expect(await sessions()).toEqual([
      ["a", 3, 1, "2026-03-03"],
      ["very late", 1, 1, "2020-05-06"],
    ]);
  });

  test("is made anew when its events are too old to be kept", async () => {
    land("2026-03-02T10", "a", ["click"]);
    await run();
    await run({ now: NOW + 31 * DAY_MS, keepDays: 30 });
    expect(await rowsOf("select count(*) from curated_events")).toEqual([[0]]);
    await run({ now: NOW + 32 * DAY_MS, keepDays: 30 });
    expect(await sessions(SESSIONS_TABLE)).toEqual([]);
  });

  test("costs no statement on the rollups in the hours after", async () => {
    land("2026-03-02T10", "a", ["click"]);
    await run();
    const seen: string[] = [];
    await run({ now: NOW + HOUR_MS, step: async (what) => void seen.push(what) });
    expect(seen.filter((what) => /_by_day/.test(what))).toEqual([]);
  });
});

describe("made anew by command", () => {
  test("the rollups have the same rows, and queries the same figures meanwhile", async () => {
    for (const day of ["01", "02", "03"])
      land(`2026-03-${day}T23`, `s${day}`, ["page_view", "purchase", "refund"], { delivered: 2 });
    land("2026-03-02T00", "s01", ["click"]);
    await run();
    const all = async () =>
      Promise.all(
        rollups.map(async (rollup) =>
          (await rowsOf(`select * from ${rollupTable(rollup)}`)).map((row) => JSON.stringify(row)).sort(),
        ),
      );
    const before = await all();
    expect(before.every((rows) => rows.length > 0 || rows === before[3])).toBe(true);
    const figures = await sessions();
    // A row that no event gives.
    await queries.run(
      `insert into ${SESSIONS_TABLE} (dt, session_id, events) select '2026-03-02', 'wrong', 7`,
    );
    const step = async (what: string) => {
      if (what.startsWith("after create or replace view sessions")) expect(await sessions()).toEqual(figures);
    };
    expect(await run({ step }, { rebuild: true })).toMatchObject({ isDone: true, rolledUp: "2026-03-03" });
    expect(await all()).toEqual(before);
  });

  test("of another form, they are made when it is deployed", async () => {
    land("2026-03-02T10", "a", ["click"]);
    await run();
    stored = { ...stored!, rollups: { version: 99, through: "2026-03-03", stale: [] } };
    await run({}, { prepare: true });
    expect(stored.rollups).toEqual({ version: ROLLUPS_VERSION, through: "", stale: [] });
    expect(await sessions()).toEqual([["a", 1, 1, "2026-03-02"]]);
    await run();
    expect(await sessions(SESSIONS_TABLE)).toEqual([["a", 1, 1, "2026-03-02"]]);
  });
});

describe("ended at any step, beside a reader that asks at every step", () => {
  test.each([
    { what: "for the first time", tick: {}, of: [sessionsByDay] },
    { what: "when they are made anew", tick: { rebuild: true }, of: [sessionsByDay, ordersByDay] },
  ])(
    "never a gap, never a double, and the next run does the rest, $what",
    async ({ tick, of }) => {
      land("2026-03-02T23", "a", ["page_view", "purchase"], { delivered: 2 });
      land("2026-03-03T00", "a", ["click"]);
      land("2026-03-04T11", "b", ["purchase"], { modified: NOW - 60_000 });
      const right = [
        ["a", 3, 2, "2026-03-02"],
        ["b", 1, 1, "2026-03-04"],
      ];
      await run({ of });
      const complete = stored;
      const again = async () => {
        stored = tick.rebuild ? complete : undefined;
      };
      const look = async () => {
        expect(await sessions()).toEqual(right);
        if (of.includes(ordersByDay))
          expect(await rowsOf("select count(*), sum(value) from orders_by_day")).toEqual([[2, 20]]);
      };
      let steps = 0;
      await again();
      const counting = async () => {
        steps += 1;
      };
      await run({ of, step: counting }, tick);
      expect(steps).toBeGreaterThan(15);
      for (let last = 1; last <= steps; last++) {
        await again();
        let step = 0;
        const dying = async () => {
          step += 1;
          if (step < last) return;
          await look();
          throw last % 2 === 0 ? new StillRunning("It runs on.") : new Error("killed");
        };
        await run({ of, step: dying }, tick).catch(() => {});
        await run({ of });
        await look();
        expect(stored!.rollups).toEqual(complete!.rollups);
        expect(await sessions(SESSIONS_TABLE)).toEqual([right[0]]);
      }
    },
    300_000,
  );
});
