import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { readByPlan } from "../../../../scripts/bench/archive/read.ts";

let instance: DuckDBInstance;
let footers: DuckDBConnection;
beforeEach(async () => {
  instance = await DuckDBInstance.create(":memory:");
  footers = await instance.connect();
  await footers.run(
    "create table footers (file_name varchar, path_in_schema varchar, total_compressed_size bigint)",
  );
  for (const day of [1, 2])
    for (const [path, size] of [
      ["event_id", 100],
      ["items, list, element, price", 10],
      ["page_url", 1000],
    ])
      await footers.run(`insert into footers values ('/a/events/dt=2026-03-0${day}/0.parquet', ?, ?)`, [
        path!,
        size!,
      ]);
});
afterEach(() => instance.closeSync());

const scan = (more: Record<string, unknown>) => ({
  extra_info: { Function: "READ_PARQUET", "Filename(s)": "/a/events/dt=2026-03-01/0.parquet, …", ...more },
});
const plan = (...children: object[]) => JSON.stringify({ children: [{ children }] });

test.each([
  {
    what: "the columns that were asked for, of every file, those within a list by the list's name",
    scans: [{ Projections: ['"event_id"', "items"], "Total Files Read": "2" }],
    read: { files: 2, bytes: 220 },
  },
  {
    what: "one column, which stands alone in the plan",
    scans: [{ Projections: "page_url", "Total Files Read": "2" }],
    read: { files: 2, bytes: 2000 },
  },
  {
    what: "the files that a condition on their names leaves",
    scans: [
      {
        Projections: ["event_id"],
        "File Filters": "regexp_extract(filename, 'dt=([^/]+)', 1) = '2026-03-02'",
        "Total Files Read": "1",
      },
    ],
    read: { files: 1, bytes: 100 },
  },
  {
    what: "each scan of several",
    scans: [
      { Projections: ["event_id"], "Total Files Read": "2" },
      { Projections: ["event_id"], "Total Files Read": "2" },
    ],
    read: { files: 4, bytes: 400 },
  },
  {
    what: "nothing where no file is read",
    scans: [{ Projections: ["event_id"], "Total Files Read": "0" }, { Projections: ["event_id"] }],
    read: { files: 0, bytes: 0 },
  },
])("counts $what", async ({ scans, read }) => {
  expect(await readByPlan(footers, plan(...scans.map(scan)))).toEqual(read);
});
