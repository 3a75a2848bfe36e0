import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { parquetFile } from "../../../../../functions/archive/parquet.ts";
import { startQueries } from "../../../../../scripts/local/runtime/athena/queries.ts";
import type { LocalQueries } from "../../../../../scripts/local/runtime/athena/types.ts";
import type { GlueTableDefinition } from "../../../../../scripts/local/runtime/interpret/plan.ts";

const columns = [
  { name: "event_id", type: "string" },
  { name: "event_time", type: "timestamp" },
  { name: "price", type: "double" },
  { name: "properties", type: "map<string,string>" },
];

const table = (more: Partial<GlueTableDefinition>): GlueTableDefinition => ({
  name: "events",
  database: "db",
  columns,
  partitionKeys: [
    { name: "source", type: "string" },
    { name: "hour", type: "int" },
  ],
  location: "s3://archive/events/",
  serde: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
  parameters: {},
  tableType: "EXTERNAL_TABLE",
  ...more,
});

const failedTable = table({
  name: "failed_events",
  columns: [
    { name: "failure_id", type: "string" },
    { name: "failed_at", type: "timestamp" },
    { name: "errors", type: "array<struct<path:string,message:string>>" },
  ],
  partitionKeys: [{ name: "reason", type: "string" }],
  location: "s3://failed/failed/",
  serde: "org.openx.data.jsonserde.JsonSerDe",
});

let root: string;
let queries: LocalQueries | undefined;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "queries-test-"));
});
afterEach(async () => {
  await queries?.close();
  rmSync(root, { recursive: true });
});

async function open(...tables: GlueTableDefinition[]): Promise<LocalQueries> {
  const declared = [
    { name: "count_events", description: "", database: "db", sql: "select count(*) as n from events" },
  ];
  queries = await startQueries({ databases: ["db"], tables, queries: declared }, (bucket) =>
    path.join(root, bucket),
  );
  return queries;
}

function write(key: string, bytes: Uint8Array): void {
  const file = path.join(root, key);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}

const archive = (source: string, hour: string, ...events: Record<string, unknown>[]) =>
  write(
    `archive/events/source=${source}/hour=${hour}/${events.length}.parquet`,
    parquetFile(columns, events),
  );

const rows = async (sql: string) => (await queries!.run(sql)).rows;

describe("queries", () => {
  test("see the files as they are at each query, none at first", async () => {
    const { run } = await open(table({}));
    expect((await run("count_events")).rows).toEqual([[0]]);
    archive("web", "07", { event_id: "a" }, { event_id: "b" });
    expect((await run("count_events")).rows).toEqual([[2]]);
    archive("ios", "08", { event_id: "c" });
    expect((await run("count_events")).rows).toEqual([[3]]);
  });

  test("read the declared types, partitions included", async () => {
    await open(table({}));
    archive("web", "07", { event_id: "a", event_time: "2026-01-02T03:04:05.678Z", properties: { k: "v" } });
    expect(
      await rows("select event_id, event_time, price, properties, source, hour + 1 from events"),
    ).toEqual([["a", "2026-01-02T03:04:05.678Z", null, { k: "v" }, "web", 8]]);
    expect((await queries!.run("select event_time, hour from events")).columns).toEqual([
      { name: "event_time", type: "TIMESTAMP" },
      { name: "hour", type: "INTEGER" },
    ]);
  });

  const projected = {
    "projection.enabled": "true",
    "projection.source.type": "enum",
    "projection.source.values": "web,ios",
    "projection.hour.type": "integer",
    "projection.hour.range": "0,23",
    "projection.hour.digits": "2",
  };

  test("see the projected partitions and no others, as on Athena, and say which they do not see", async () => {
    await open(table({ parameters: projected }));
    archive("web", "07", { event_id: "a" });
    archive("other", "07", { event_id: "b" }, { event_id: "b2" });
    archive("web", "7", { event_id: "c" });
    archive("ios", "23", { event_id: "d" });
    archive("web", "late", { event_id: "e" });
    expect(await rows("select event_id, hour from events order by 1")).toEqual([
      ["a", 7],
      ["d", 23],
    ]);
    expect(queries!.unseen!().sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      {
        table: "events",
        path: "source=other/hour=07/",
        files: 1,
        why: "source is other, and the table lists web,ios",
      },
      {
        table: "events",
        path: "source=web/hour=7/",
        files: 1,
        why: "hour is 7, and the table expects a number of 2 digits",
      },
      {
        table: "events",
        path: "source=web/hour=late/",
        files: 1,
        why: "hour is late, and the table expects a number of 2 digits",
      },
    ]);
  });

  test("do not see files of another layout, and say how the table looks for them", async () => {
    await open(table({}));
    const parquet = parquetFile(columns, [{ event_id: "a" }]);
    write("archive/events/hour=07/source=web/1.parquet", parquet);
    write("archive/events/2.parquet", parquet);
    expect(await rows("select event_id from events")).toEqual([]);
    const why = "the table looks for partitions at source=…/hour=…/";
    expect(queries!.unseen!()).toEqual([
      { table: "events", path: "", files: 1, why },
      { table: "events", path: "hour=07/source=web/", files: 1, why },
    ]);
  });

  test("read the folders below a partition, and a column as it stands in the file, whatever they are called", async () => {
    await open(table({ partitionKeys: [{ name: "hour", type: "int" }] }));
    const parquet = parquetFile(columns, [{ event_id: "a" }]);
    write("archive/events/hour=07/event_id=b/1.parquet", parquet);
    write("archive/events/hour=08/1.parquet", parquet);
    expect(await rows("select event_id, hour from events order by hour")).toEqual([
      ["a", 7],
      ["a", 8],
    ]);
    expect(queries!.unseen!()).toEqual([]);
  });

  test("look where a template says that the partitions are", async () => {
    const parameters = { "storage.location.template": "s3://archive/events/of-${source}/${hour}" };
    await open(table({ parameters }));
    write("archive/events/of-web/07/1.parquet", parquetFile(columns, [{ event_id: "a" }]));
    expect(await rows("select event_id, source, hour from events")).toEqual([["a", "web", 7]]);
  });

  test("give null for a column that no file has yet", async () => {
    await open(table({ columns: [...columns, { name: "added", type: "int" }] }));
    archive("web", "07", { event_id: "a" });
    expect(await rows("select event_id, added from events")).toEqual([["a", null]]);
    expect((await queries!.run("select added from events")).columns).toEqual([
      { name: "added", type: "INTEGER" },
    ]);
  });

  test("read failed events from gzipped lines", async () => {
    await open(failedTable);
    const row = {
      failure_id: "f",
      failed_at: "2026-01-02T03:04:05.000Z",
      errors: [{ path: "/x", message: "m" }],
      reason: "not_json",
      more: 1,
    };
    write("failed/failed/reason=not_json/x.ndjson.gz", gzipSync(`${JSON.stringify(row)}\n`));
    expect(await rows("select * from failed_events")).toEqual([
      ["f", "2026-01-02T03:04:05.000Z", [{ path: "/x", message: "m" }], "not_json"],
    ]);
  });

  test("read views over tables", async () => {
    await open(
      table({ name: "unique_ids", view: "select distinct event_id from events", location: "" }),
      table({}),
    );
    archive("web", "07", { event_id: "a" }, { event_id: "a" });
    expect(await rows("select * from unique_ids")).toEqual([["a"]]);
  });

  test("read views over views, in whatever order they are declared", async () => {
    await open(
      table({ name: "a", view: "select count(*) as n from db.b", location: "" }),
      table({ name: "b", view: "select i.id from c cross join unnest(ids) as i(id)", location: "" }),
      table({ name: "c", view: "select array[event_id, event_id] as ids from events", location: "" }),
      table({}),
    );
    archive("web", "07", { event_id: "a" });
    expect(await rows("select * from a")).toEqual([[2]]);
    archive("web", "08", { event_id: "b" });
    expect(await rows("select * from a")).toEqual([[4]]);
  });

  test.each([
    { trino: "approx_distinct(event_id)", value: 1 },
    { trino: "approx_percentile(price, 0.5)", value: 2 },
    { trino: "max(day_of_week(event_time))", value: 5 },
    { trino: "max(to_unixtime(event_time))", value: 1_767_323_045 },
    { trino: "max(from_unixtime(0))", value: "1970-01-01T00:00:00.000Z" },
    { trino: "count_if(regexp_like(event_id, '^a'))", value: 1 },
    { trino: "max(date_format(event_time, '%Y-%m-%d %H:%i:%s'))", value: "2026-01-02 03:04:05" },
    { trino: "max(date_diff('day', date '2026-01-01', cast(event_time as date)))", value: 1 },
    { trino: "json_extract_scalar('{\"a\":\"b\"}', '$.a')", value: "b" },
    { trino: "max(7 / 2)", value: 3 },
    { trino: "max(cardinality(array['a', 'b']))", value: 2 },
    { trino: "max(cardinality(array[cast(row(1, 2) as row(a integer, b integer))]))", value: 1 },
    { trino: "max(cardinality(filter(array[1], n -> n > 1)))", value: 0 },
    { trino: "max(cardinality(map(array['a'], array['b'])))", value: 1 },
    { trino: "max(cardinality(map()))", value: 0 },
    { trino: "max(cardinality(properties))", value: null },
    { trino: "max(cardinality(cast(null as integer array)))", value: null },
  ])("Trino's $trino runs", async ({ trino, value }) => {
    await open(table({}));
    archive("web", "07", { event_id: "a", event_time: "2026-01-02T03:04:05.000Z", price: 2 });
    expect(await rows(`select ${trino} from events`)).toEqual([[value]]);
  });

  test("spread rows into columns as Trino does", async () => {
    await open(table({}));
    archive("web", "07", { event_id: "a", price: 2 });
    const lists =
      "select event_id, array[cast(row('p', price) as row(id varchar, price double))] as items from events";
    expect(
      await rows(
        `select event_id, i.id, i.price * 2 from (${lists}) cross join unnest(items) as i(id, price)`,
      ),
    ).toEqual([["a", "p", 4]]);
    expect(await rows("select n, t from unnest(array[1, 2], array['a', 'b']) as i(n, t) order by n")).toEqual(
      [
        [1, "a"],
        [2, "b"],
      ],
    );
  });

  test("that run when they are closed end, those behind them do not begin, and the close waits for it", async () => {
    const closed = await open();
    await closed.run("select 1");
    const endless = "select count(*) from range(1000000) a, range(1000000) b";
    const ends: string[] = [];
    const asked = [endless, "select 1"].map((sql) =>
      closed.run(sql).catch((error: Error) => ends.push(error.message)),
    );
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await closed.close();
    expect(ends).toEqual([
      expect.stringMatching(/^The query did not run\. .*Interrupted/),
      "The query did not run: the queries are closed.",
    ]);
    await Promise.all(asked);
    await open();
  });

  test("that are not declared say which are", async () => {
    await open(table({}));
    await expect(queries!.run("count_evens")).rejects.toThrow("Declared are: count_events");
  });

  test("that are wrong say what is wrong, and the next one runs", async () => {
    await open(table({}));
    await expect(queries!.run("select nope from events")).rejects.toThrow("nope");
    expect((await queries!.run("count_events")).rows).toEqual([[0]]);
  });

  test("cannot read other files of this machine", async () => {
    await open(table({}));
    write("elsewhere.csv", Buffer.from("a\n1\n"));
    await expect(
      queries!.run(`select * from read_csv('${path.join(root, "elsewhere.csv")}')`),
    ).rejects.toThrow("did not run");
  });
});
