import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { parquetFile } from "../../../functions/archive/parquet.ts";
import { type CurateFigures, type CurateParts, curateHandler } from "../../../functions/curate/handler.ts";
import type { LandedFile } from "../../../functions/curate/hours.ts";
import type { CurateProgress } from "../../../functions/curate/progress.ts";
import { StillRunning } from "../../../functions/curate/statements.ts";
import { startQueries } from "../../../scripts/local/runtime/athena/queries.ts";
import type { LocalQueries } from "../../../scripts/local/runtime/athena/types.ts";
import type { GlueTableDefinition } from "../../../scripts/local/runtime/interpret/plan.ts";
import { eventPartitions } from "../../../shared/columns/glue.ts";
import { eventsStored } from "../../../shared/queries/views/events-stored.ts";
import { eventsUnique } from "../../../shared/queries/views/events-unique.ts";
import { localStatements, type StatementStep } from "./local-statements.ts";

/** The function over the local Athena, which runs its statements as they are. */

const columns = [
  { name: "event_id", type: "string", comment: "" },
  { name: "processed_at", type: "timestamp", comment: "" },
  { name: "clicks", type: "int", comment: "" },
];
const NOW = Date.parse("2026-03-02T12:00:00Z");
const HOUR_MS = 3_600_000;

let root: string;
let queries: LocalQueries;
let files: LandedFile[];
let stored: CurateProgress | undefined;
let figures: CurateFigures[];

async function open(of = columns): Promise<void> {
  const events: GlueTableDefinition = {
    name: "events",
    database: "db",
    columns: of,
    partitionKeys: [...eventPartitions],
    location: "s3://archive/events/",
    serde: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    parameters: {},
    tableType: "EXTERNAL_TABLE",
  };
  const all = [...of, ...eventPartitions];
  const views = [eventsStored(all), eventsUnique(all)].map(({ name, sql }) => ({
    ...events,
    name,
    location: "",
    view: sql,
  }));
  queries = await startQueries(
    { databases: ["db"], tables: [events, ...views], queries: [] },
    (bucket) => path.join(root, bucket),
    { file: path.join(root, "tables.duckdb"), reads: false },
  );
}

beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), "curate-test-"));
  files = [];
  stored = undefined;
  figures = [];
  await open();
});
afterEach(async () => {
  await queries.close();
  rmSync(root, { recursive: true });
});

/** A file of one hour that landed at some time; an id that stands twice was delivered twice. */
function land(
  dt: string,
  hour: string,
  ids: string[],
  modified = NOW - 3 * HOUR_MS,
  processed = "2026-03-02",
): void {
  const key = `events/dt=${dt}/hour=${hour}/source=web/${files.length}.parquet`;
  const file = path.join(root, "archive", key);
  mkdirSync(path.dirname(file), { recursive: true });
  const rows = ids.map((event_id, at) => ({
    event_id,
    processed_at: `${processed}T10:00:0${at}.000Z`,
    clicks: at,
  }));
  writeFileSync(file, parquetFile(columns, rows));
  files.push({ key, modified });
}

interface Interference {
  now?: number;
  columns?: CurateParts["columns"];
  step?: StatementStep;
}

function parts({ now = NOW, columns: of = columns, step = async () => {} }: Interference = {}): CurateParts {
  return {
    ...localStatements(
      () => queries,
      step,
      (sql) => sql.slice(0, 12),
    ),
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
    columns: [...of, ...eventPartitions],
    database: "db",
    rollups: [],
    folder: "s3://archive/curated/",
    keepDays: 30,
    now: () => now,
    report: (each) => void figures.push(each),
  };
}

const run = (interference?: Interference) =>
  curateHandler(parts(interference))({}, { deadline: Number.POSITIVE_INFINITY } as never);
const ids = async (from: string) =>
  (await queries.run(`select event_id from ${from} order by event_id`)).rows.map(([id]) => id);

describe("closed hours", () => {
  test("are taken, each event once, and what is not over waits", async () => {
    land("2026-03-02", "08", ["a", "a", "b"]);
    land("2026-03-02", "08", ["b", "c"]);
    land("2026-03-02", "11", ["open"], NOW - 60_000);
    await run();
    expect(await ids("curated_events")).toEqual(["a", "b", "c"]);
    expect(await ids("events_unique")).toEqual(["a", "b", "c", "open"]);
    expect(figures).toMatchObject([{ hours: 1, waiting: 1 }]);
  });

  test("keep of several copies the first processed one", async () => {
    land("2026-03-02", "08", ["a", "a"]);
    await run();
    expect((await queries.run("select event_id, clicks from curated_events")).rows).toEqual([["a", 0]]);
  });

  test("are taken again for late events, and twice for nothing", async () => {
    land("2026-03-02", "08", ["a"]);
    await run();
    await run();
    land("2026-03-02", "08", ["late", "a"], NOW + HOUR_MS);
    land("2020-05-06", "07", ["very late"], NOW + HOUR_MS);
    const merged: string[] = [];
    await run({
      now: NOW + 2 * HOUR_MS,
      step: async (what) => void (what.includes("merge") && merged.push(what)),
    });
    expect(await ids("curated_events")).toEqual(["a", "late", "very late"]);
    expect(merged).toHaveLength(2);
  });

  test("that waited are taken once they are over", async () => {
    land("2026-03-02", "11", ["open"], NOW - 60_000);
    await run();
    expect(await ids("curated_events")).toEqual([]);
    await run({ now: NOW + HOUR_MS });
    expect(await ids("curated_events")).toEqual(["open"]);
  });

  test("stay readable when their files have expired", async () => {
    land("2026-03-02", "08", ["a"]);
    await run();
    rmSync(path.join(root, "archive"), { recursive: true });
    expect(await ids("events_unique")).toEqual(["a"]);
  });
});

describe("ended at any step, beside a reader that asks at every step", () => {
  test("never a gap, never a double, and the next run does the rest", async () => {
    land("2026-03-01", "08", ["a", "a", "b"]);
    land("2026-03-02", "08", ["c"]);
    land("2020-05-06", "07", ["late"]);
    const all = ["a", "b", "c", "late"];
    await run({ step: async () => {} });
    let steps = 0;
    await queries.run("drop table curated_events");
    stored = undefined;
    const counted = async () => {
      steps += 1;
    };
    await run({ step: counted });
    expect(steps).toBeGreaterThan(15);
    for (let last = 1; last <= steps; last++) {
      await queries.run("drop table curated_events");
      stored = undefined;
      let step = 0;
      const dying = async () => {
        step += 1;
        if (step === last) throw new Error("killed");
        if (
          (await queries.run("select 1 from information_schema.tables where table_name = 'curated_events'"))
            .rows.length > 0
        )
          expect(await ids("events_unique")).toEqual(all);
      };
      await expect(run({ step: dying })).rejects.toThrow("killed");
      await run();
      expect(await ids("curated_events")).toEqual(all);
      expect(await ids("events_unique")).toEqual(all);
    }
  }, 300_000);

  test("a statement that runs on is waited for, and no other is started beside it", async () => {
    land("2026-03-02", "08", ["a"]);
    await run();
    stored = { ...stored!, running: "elsewhere" };
    const started: string[] = [];
    const waiting: CurateParts = {
      ...parts({ step: async (what) => void started.push(what) }),
      ended: () => Promise.reject(new StillRunning("A statement runs on.")),
    };
    await curateHandler(waiting)({}, { deadline: 0 } as never);
    expect(started).toEqual([]);
    expect(stored.running).toBe("elsewhere");
    // A deployment is told, for its views would read columns that are not there.
    const deployed = curateHandler(waiting)({ prepare: true }, { deadline: 0 } as never);
    await expect(deployed).rejects.toThrow("deploy again in a quarter of an hour");
  });

  test("a statement that failed meanwhile is done again", async () => {
    land("2026-03-02", "08", ["a"]);
    stored = { v: 1, through: 0, running: "unknown" };
    await run();
    expect(await ids("curated_events")).toEqual(["a"]);
  });
});

describe("the table", () => {
  test("gets new and wider columns before the events that have them", async () => {
    land("2026-03-02", "08", ["a"]);
    await run();
    await queries.close();
    const later = [
      { name: "event_id", type: "string", comment: "" },
      { name: "processed_at", type: "timestamp", comment: "" },
      { name: "clicks", type: "bigint", comment: "" },
      { name: "colour", type: "string", comment: "" },
    ];
    await open(later);
    const steps: string[] = [];
    await run({ columns: later, step: async (what) => void steps.push(what) });
    expect(steps.filter((what) => what.startsWith("before alter"))).toHaveLength(2);
    const types = await queries.run("select clicks, colour from curated_events");
    expect(types).toMatchObject({ columns: [{ type: "BIGINT" }, { type: "VARCHAR" }], rows: [[0, null]] });
  });

  test("is all that a deployment asks for", async () => {
    land("2026-03-02", "08", ["a"]);
    await curateHandler(parts())({ prepare: true }, { deadline: Number.POSITIVE_INFINITY } as never);
    expect(await ids("curated_events")).toEqual([]);
    expect(figures).toEqual([]);
  });

  test("is compacted once a day, loses what is too old, and is vacuumed until nothing is left to remove", async () => {
    land("2026-01-01", "08", ["old"], NOW, "2026-01-01");
    land("2020-05-06", "07", ["sent late"]);
    land("2026-03-02", "08", ["new"]);
    const steps: string[] = [];
    let left = 2;
    const step = async (what: string) => {
      if (what.startsWith("before vacuum") && left-- > 0)
        throw new Error("ICEBERG_VACUUM_MORE_RUNS_NEEDED: more");
      if (what.startsWith("after")) steps.push(what);
    };
    await run({ step });
    expect(await ids("curated_events")).toEqual(["new", "sent late"]);
    expect(steps.slice(-3)).toEqual(["after delete from ", "after optimize cur", "after vacuum curat"]);
    expect(left).toBe(-1);
    steps.length = 0;
    await run({ step, now: NOW + HOUR_MS });
    expect(steps.filter((what) => /optimize|vacuum/.test(what))).toEqual([]);
  });
});
