import { expect, test } from "@jest/globals";
import { TrinoSQL } from "dt-sql-parser";
import { eventPartitions, glueColumns } from "../../../shared/columns/glue.ts";
import { compactDays, dropIceberg, vacuumIceberg } from "../../../shared/curated/iceberg.ts";
import {
  addColumns,
  createCurated,
  curatedColumns,
  curatedDays,
  daysBefore,
  deleteBefore,
  mergeHours,
  widenColumn,
} from "../../../shared/curated/statements.ts";

const columns = [...glueColumns(), ...eventPartitions];
const hours = [
  { dt: "2026-03-02", hour: 8 },
  { dt: "2026-03-01", hour: 23 },
  { dt: "2026-03-02", hour: 7 },
];

test.each([
  { what: "MERGE", sql: mergeHours(columns, hours) },
  { what: "DELETE", sql: deleteBefore("2026-03-01") },
  { what: "the days that it takes events of", sql: daysBefore("2026-03-01") },
  { what: "the days that are there", sql: curatedDays("", "2026-03-01") },
  { what: "the columns", sql: curatedColumns("db") },
])("$what is Trino's SQL by its grammar", ({ sql }) => {
  expect(new TrinoSQL().validate(sql).map(({ message }) => message)).toEqual([]);
});

test("MERGE reads the hours alone, numbers copies within the partition, and joins the days alone", () => {
  const sql = mergeHours([{ name: "event_id", type: "string" }], hours);
  expect(sql).toContain(
    "where (dt = '2026-03-01' and hour in (23)) or (dt = '2026-03-02' and hour in (7, 8))",
  );
  expect(sql).toContain("row_number() over (partition by dt, hour, event_id order by processed_at) as copy");
  expect(sql).toContain(
    "on t.dt in ('2026-03-01', '2026-03-02') and t.dt = s.dt and t.hour = s.hour and t.event_id = s.event_id",
  );
});

/** Athena's own statements, which no grammar from npm knows: to the letter as its guide has them. */
test("DDL and maintenance are Athena's", () => {
  expect(
    createCurated([{ name: "event_id", type: "string" }, ...eventPartitions], "s3://b/c/"),
  ).toBe(`create table if not exists curated_events (
  event_id string,
  dt string,
  hour int
)
partitioned by (dt)
location 's3://b/c/'
tblproperties (
  'table_type' = 'ICEBERG',
  'format' = 'parquet',
  'write_compression' = 'zstd',
  'optimize_rewrite_delete_file_threshold' = '1',
  'vacuum_max_snapshot_age_seconds' = '172800'
)`);
  expect(addColumns([{ name: "a", type: "map<string,string>" }])).toBe(
    "alter table curated_events add columns (a map<string,string>)",
  );
  expect(widenColumn({ name: "a", type: "bigint" })).toBe(
    "alter table curated_events change column a a bigint",
  );
  expect(compactDays("curated_events", "2026-03-01", "2026-03-02")).toBe(
    "optimize curated_events rewrite data using bin_pack where dt between '2026-03-01' and '2026-03-02'",
  );
  expect(dropIceberg("curated_events")).toBe("drop table if exists curated_events");
  expect(vacuumIceberg("curated_events")).toBe("vacuum curated_events");
});
