import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parquetReadObjects } from "hyparquet";
import { parquetFile } from "../../../functions/archive/parquet.ts";
import { duckType } from "../../../scripts/local/runtime/athena/hive-type.ts";
import { glueColumns, type TableColumn } from "../../../shared/columns/glue.ts";

const columns: TableColumn[] = [
  { name: "id", type: "string" },
  { name: "price", type: "double" },
  { name: "quantity", type: "int" },
  { name: "duration", type: "bigint" },
  { name: "flag", type: "boolean" },
  { name: "at", type: "timestamp" },
  { name: "properties", type: "map<string,string>" },
];

const full = {
  id: "ä",
  price: 1.5,
  quantity: 3,
  duration: 9007199254740991,
  flag: true,
  at: "2026-01-02T03:04:05.678Z",
  properties: { a: "1", Ü: "", __proto__x: "y" },
};

const written = (rows: Record<string, unknown>[], of: readonly TableColumn[] = columns): ArrayBuffer =>
  parquetFile(of, rows).slice().buffer;

const read = (file: ArrayBuffer) => parquetReadObjects({ file });

describe("rows come back as they were", () => {
  test("a full row, one without anything and one with an empty map", async () => {
    expect((await read(written([full, {}, { properties: {} }]))).map(present)).toEqual([
      { ...full, duration: 9007199254740991n, at: new Date(full.at) },
      {},
      { properties: {} },
    ]);
  });

  test("no rows at all", async () => {
    expect(await read(written([]))).toEqual([]);
  });

  test("for any attributes, absent and null alike", async () => {
    const row = fc.record(
      {
        id: fc.option(fc.string({ unit: "grapheme" })),
        price: fc.double({ noNaN: true, noDefaultInfinity: true }),
        quantity: fc.integer(),
        flag: fc.boolean(),
        at: fc
          .date({ min: new Date(0), max: new Date("9999-12-31"), noInvalidDate: true })
          .map((at) => at.toISOString()),
        // The reader used here builds plain objects, in which this one key is no key.
        properties: fc.dictionary(
          fc.string({ minLength: 1 }).filter((key) => key !== "__proto__"),
          fc.string(),
          { noNullPrototype: true },
        ),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 30 }), async (rows) => {
        const back = await read(written(rows));
        expect(back.map(present)).toEqual(
          rows.map((given) => {
            const { at, ...rest } = present(given);
            return at === undefined ? rest : { ...rest, at: new Date(at as string) };
          }),
        );
      }),
      { numRuns: 60 },
    );
  });
});

const present = (row: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined && value !== null));

describe("what a query engine sees", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "parquet-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("every column of the archive has exactly the type that Glue declares", async () => {
    const file = join(folder, "events.parquet");
    const row = { event_id: "1", event_time: full.at, properties: { a: "b" }, price: 1, quantity: 2 };
    writeFileSync(file, Buffer.from(written([row], glueColumns())));
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM '${file}'`);
    const types = Object.fromEntries(
      described.getRows().map(([name, type]) => [name, String(type).replaceAll('"', "")]),
    );
    const duckDb: Record<string, string> = {
      string: "VARCHAR",
      double: "DOUBLE",
      int: "INTEGER",
      bigint: "BIGINT",
      boolean: "BOOLEAN",
      timestamp: "TIMESTAMP WITH TIME ZONE",
      "map<string,string>": "MAP(VARCHAR, VARCHAR)",
    };
    const rows = (type: string) =>
      duckType(type).replaceAll('"', "").replaceAll("TIMESTAMP", "TIMESTAMP WITH TIME ZONE");
    expect(types).toEqual(
      Object.fromEntries(glueColumns().map(({ name, type }) => [name, duckDb[type] ?? rows(type)])),
    );

    const values = await connection.runAndReadAll(
      `SELECT epoch_ms(event_time), properties['a'], metadata IS NULL FROM '${file}'`,
    );
    expect(values.getRows()).toEqual([[BigInt(Date.parse(full.at)), "b", true]]);
    connection.closeSync();
  });
});
