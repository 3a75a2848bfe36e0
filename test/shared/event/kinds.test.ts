import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { Compile } from "typebox/compile";
import { archiveLineCheck } from "../../../functions/archive/check.ts";
import { parquetFile } from "../../../functions/archive/parquet.ts";
import { plainReader } from "../../../functions/archive/plain-event.ts";
import {
  type DuckDBWriter,
  openDuckDBWriter,
} from "../../../scripts/local/runtime/firehose/convert/duckdb-writer.ts";
import { plainCounter } from "../../../scripts/local/runtime/firehose/convert/plain-records.ts";
import { glueColumns } from "../../../shared/columns/glue.ts";
import { canonicalForm } from "../../../shared/event/canonical.ts";
import { EARLIEST } from "../../../shared/event/epoch.ts";
import type { FieldRule, Fields, KindName } from "../../../shared/event/kind.ts";
import { kinds } from "../../../shared/event/kinds.ts";
import { rowFields } from "../../../shared/event/rows.ts";
import { scanLayoutOf } from "../../../shared/event/scan/attributes.ts";
import { EventScanner } from "../../../shared/event/scan.ts";
import { validation } from "../../../shared/event/validate.ts";
import { rawEvent } from "../../builders/raw-event.ts";
import {
  addedFields,
  addedNames,
  kindNamed,
  widerArchive,
  widerSchema,
} from "../../builders/schema-of-every-kind.ts";

/** A field of every kind is added to the schema: all that derives from it has to hold, and to agree. */

const { inspect, validate } = validation(widerSchema);
const schema = Compile(widerSchema);
const stored = canonicalForm(widerSchema.properties);
const scanner = new EventScanner(scanLayoutOf(widerSchema.properties, widerSchema.required));
const checkLine = archiveLineCheck(widerArchive);
const columns = glueColumns(widerArchive);
const readPlain = plainReader(columns);
const countPlain = plainCounter(columns);

type Event = Record<string, unknown>;

/** The event as a line of the archive has it, here without what enrichment adds beside. */
const lineOf = (event: Event): string => {
  const { event_id, event_name, app_id, ip: _removed, ...rest } = event;
  const event_time = "2026-03-04T10:00:00.000Z";
  return JSON.stringify({ event_id, event_name, app_id, ...rest, source: "web", event_time });
};

test("every kind has a field here", () => {
  expect(new Set(addedNames.map(kindNamed))).toEqual(new Set(Object.keys(kinds)));
});

const peculiar = fc.constantFrom<unknown>(
  "",
  "x",
  "x".repeat(24),
  "x".repeat(200),
  "😀".repeat(12),
  "2026-03-04T10:00:01.000Z",
  "2026-02-30T10:00:01.000Z",
  "2026-03-04T10:00:01+01:00",
  "1969-01-01T00:00:00.000Z",
  "constructor",
  "true",
  "null",
  "0",
  " x",
  "x ",
  "1.5E+12",
  "usd",
  0,
  -0,
  -1,
  0.5,
  1e15,
  2 ** 31,
  2 ** 53,
  -(2 ** 53),
  1e21,
  1e300,
  true,
  false,
  null,
  [],
  {},
  [null],
  [[]],
  [{}],
  { a: null },
);
const odd = fc.oneof(
  { weight: 6, arbitrary: peculiar },
  { weight: 1, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
);
const innerNames = [
  "a_text",
  "a_key",
  "an_id",
  "a_currency",
  "a_count",
  "a_real",
  "a_long",
  "a_flag",
  "an_instant",
  "a_utc",
  "name",
];
const row = fc.dictionary(fc.oneof(fc.constantFrom(...innerNames), fc.string()), odd, { maxKeys: 3 });
const value = fc.oneof(
  { weight: 4, arbitrary: odd },
  { weight: 2, arbitrary: fc.array(row, { maxLength: 2 }) },
  { weight: 1, arbitrary: fc.dictionary(fc.string(), odd, { maxKeys: 2 }) },
);
const change = fc.dictionary(fc.constantFrom(...addedNames), value, { maxKeys: 2 });

/** Values that are valid, and stored as they are, as wide as a kind has them. */
const any = {
  text: fc.string({ maxLength: 20 }),
  real: fc.double({ noNaN: true, noDefaultInfinity: true }).map((found) => found + 0),
  long: fc.maxSafeInteger(),
  until: new Date("9999-12-31"),
};
/** And such as need no conversion, so that DuckDB writes them. */
const plain: typeof any = {
  text: fc.stringMatching(/^[ -~é😀]{0,10}$/u),
  real: fc.integer({ min: -99_999, max: 99_999 }).map((cents) => cents / 100),
  long: fc.integer(),
  until: new Date("1996-02-28"),
};

function soundChange({ text, real, long, until }: typeof any): fc.Arbitrary<Event> {
  const utcText = fc
    .date({ min: new Date(EARLIEST), max: until, noInvalidDate: true })
    .map((date) => date.toISOString());
  const filled = text.filter((found) => found !== "");
  const byKind: Record<KindName, fc.Arbitrary<unknown>> = {
    text: filled,
    url: filled,
    code: filled,
    zone: fc.constantFrom("Europe/Berlin", "UTC"),
    choice: fc.constantFrom("one", "two"),
    country: fc.constantFrom("DE", "US"),
    address: fc.oneof(fc.ipV4(), fc.ipV6()),
    key: fc.stringMatching(/^[a-z]{1,64}$/),
    id: fc.stringMatching(/^[a-z]{1,32}[1-9]{1,32}$/),
    currency: fc.constantFrom("EUR", "USD", "XAU", "PTS"),
    count: fc.nat({ max: 999_999_999 }),
    pixels: fc.nat({ max: 999_999_999 }),
    whole: fc.integer({ min: -999_999_999, max: 999_999_999 }),
    long,
    real,
    flag: fc.boolean(),
    instant: utcText,
    utc: utcText,
    textMap: fc.dictionary(fc.stringMatching(/^[a-z]+$/), text, { maxKeys: 3, noNullPrototype: true }),
    rows: fc.constant([]),
  };
  const ofFields = (fields: Fields): fc.Arbitrary<Event> =>
    fc.record(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, ofField(field)])), {
      requiredKeys: [],
      noNullPrototype: true,
    });
  const ofField = (field: object): fc.Arbitrary<unknown> => {
    const { kind } = field as FieldRule;
    return kind === "rows" ? fc.array(ofFields(rowFields(field)), { maxLength: 3 }) : byKind[kind];
  };
  return ofFields(addedFields);
}

const read = (file: ArrayBuffer) => parquetReadObjects({ file });
const byHyparquet = (lines: readonly string[]): Promise<Event[]> =>
  read(
    parquetFile(
      columns,
      lines.map((line) => JSON.parse(line)),
    ).slice().buffer,
  );

/** As the event was in JSON, without what is null. */
const asJson = (found: unknown): unknown => {
  if (found instanceof Date) return found.toISOString();
  if (typeof found === "bigint") return Number(found);
  if (Array.isArray(found)) return found.map(asJson);
  if (typeof found !== "object" || found === null) return found;
  const present = Object.entries(found).filter(([, each]) => each !== null && each !== undefined);
  return Object.fromEntries(present.map(([name, each]) => [name, asJson(each)]));
};

describe("odd values", () => {
  test("are stored in a form that every part takes, whole or with a mark", async () => {
    const lines: string[] = [];
    const found = { marked: 0, whole: 0 };
    fc.assert(
      fc.property(change, (changed) => {
        const event = JSON.parse(JSON.stringify({ ...rawEvent(), ...changed }));
        expect(inspect(event) === "unsure" || schema.Check(event)).toBe(true);
        const validated = validate(event);
        if (!validated.valid) throw new Error(JSON.stringify(validated.errors));
        found[Object.keys(validated.marks).length > 0 ? "marked" : "whole"] += 1;
        const form = stored(validated.event) as Event;
        if (validated.stored) expect(form).toEqual(event);
        expect(inspect(form)).toBe("stored");
        expect(validate(form)).toMatchObject({ valid: true, event: form });
        expect(stored(form as never)).toEqual(form);
        expect(scanner.scan(Buffer.from(JSON.stringify(form)))).toBeDefined();
        const line = lineOf(form);
        expect(checkLine(line)).toMatchObject({ ok: true });
        lines.push(line);
      }),
      { numRuns: 3000 },
    );
    expect(Math.min(found.marked, found.whole)).toBeGreaterThan(300);
    expect(await byHyparquet(lines)).toHaveLength(lines.length);
  });

  test("in the text of an event: what the scanner calls usual is valid and stored", () => {
    const found = { usual: 0, other: 0 };
    fc.assert(
      fc.property(fc.oneof(change, soundChange(any)), (changed) => {
        const text = JSON.stringify({ ...rawEvent(), ...changed });
        const usual = scanner.scan(Buffer.from(text))?.usual === true;
        found[usual ? "usual" : "other"] += 1;
        if (usual) expect(validate(JSON.parse(text))).toMatchObject({ valid: true, stored: true });
      }),
      { numRuns: 3000 },
    );
    expect(Math.min(found.usual, found.other)).toBeGreaterThan(100);
  });
});

describe("sound values", () => {
  let folder: string;
  let duckDb: DuckDBWriter;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "kinds-"));
    duckDb = await openDuckDBWriter(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function byDuckDb(lines: readonly string[]): Promise<ArrayBuffer> {
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
    const file = await duckDb.write(columns, { bytes, longest: bytes.length }, lines.length);
    return new Uint8Array(file).buffer;
  }

  const linesOf = (changes: readonly Event[]): string[] =>
    changes.map((changed) => {
      const event = JSON.parse(JSON.stringify({ ...rawEvent(), ...changed }));
      expect(validate(event)).toEqual({ valid: true, event, stored: true, marks: {} });
      return lineOf(event);
    });

  test("come back from Parquet as they were", async () => {
    const some = fc.array(soundChange(any), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(some, async (changes) => {
        const lines = linesOf(changes);
        expect((await byHyparquet(lines)).map(asJson)).toEqual(lines.map((line) => JSON.parse(line)));
      }),
      { numRuns: 60 },
    );
  });

  test("also where DuckDB writes it, and the archive does not parse them", async () => {
    const some = fc.array(soundChange(plain), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(some, async (changes) => {
        const lines = linesOf(changes);
        expect(countPlain(Buffer.from(lines.map((line) => `${line}\n`).join("")))).toBe(lines.length);
        for (const line of lines) expect(readPlain(line)).toMatchObject({ event_id: "e-1" });
        const back = await read(await byDuckDb(lines));
        expect(back.map(asJson)).toEqual(lines.map((line) => JSON.parse(line)));
      }),
      { numRuns: 30 },
    );
  });

  test("are instants for every reader, in rows too", async () => {
    const utcInstants = (file: ArrayBuffer) =>
      parquetMetadata(file).schema.flatMap(({ name, logical_type: type }) =>
        type?.type === "TIMESTAMP" && type.isAdjustedToUTC ? [name] : [],
      );
    const line = lineOf({ ...rawEvent(), some_rows: [{ an_instant: "2026-03-04T10:00:00.000Z" }] });
    const names = utcInstants(parquetFile(columns, [JSON.parse(line)]).slice().buffer);
    expect(names.filter((name) => name === "an_instant")).toHaveLength(2);
    expect(utcInstants(await byDuckDb([line]))).toEqual(names);
  });
});

describe("a list of rows", () => {
  const withRows = (some_rows: unknown, more: Event = {}) => ({ ...rawEvent(), some_rows, ...more });

  test("has a type that Athena knows", () => {
    const typeOf = (wanted: string) => columns.find(({ name }) => name === wanted)?.type;
    expect(typeOf("more_rows")).toBe("array<struct<name:string>>");
    expect(typeOf("some_rows")).toBe(
      "array<struct<a_text:string,a_url:string,a_code:string,a_zone:string,a_choice:string,a_country:string,an_address:string,a_key:string,an_id:string,a_currency:string,a_count:int,some_pixels:int,a_whole:int,a_real:double,a_long:bigint,a_flag:boolean,an_instant:timestamp,a_utc:timestamp>>",
    );
  });

  test("is stored with its instants in UTC, without nulls, and what it has beside goes to the properties", () => {
    const rows = [
      { a_text: "x", an_instant: 1_772_618_400, a_real: null },
      { colour: "red", size: { a: 1 }, gone: null },
    ];
    const validated = validate(withRows(rows, { properties: { "some_rows.1.colour": "blue" } }));
    expect(validated).toMatchObject({ valid: true, stored: false });
    expect(stored(validated.valid ? validated.event : rawEvent())).toMatchObject({
      some_rows: [{ a_text: "x", an_instant: "2026-03-04T10:00:00.000Z" }, {}],
      properties: {
        "some_rows.1.colour": "blue",
        "_some_rows.1.colour": "red",
        "some_rows.1.size": '{"a":1}',
      },
    });
  });

  test.each([
    { description: "white space", text: '"some_rows":[ {}]' },
    { description: "a line feed", text: '"some_rows":[{}\n]' },
    { description: "no end", text: '"some_rows":[{"a_text":"]}"' },
    { description: "an object", text: '"some_rows":{}' },
  ])("is not scanned with $description", ({ text }) => {
    const event = JSON.stringify(rawEvent()).replace("{", `{${text},`);
    expect(scanner.scan(Buffer.from(event))).toBeUndefined();
  });

  test("is left to the parser, and what stands behind it is found", () => {
    const event = { some_rows: [{ a_text: '"]}' }, {}], ...rawEvent() };
    const scanned = scanner.scan(Buffer.from(JSON.stringify(event)));
    expect(scanned?.usual).toBe(false);
    expect(scanned?.string(0)).toBe(event.event_id);
  });

  test.each([
    { description: "an attribute without a column", rows: [{ colour: "red" }] },
    { description: "a value that does not convert", rows: [{ a_count: "1" }] },
    { description: "a null for a row", rows: [null] },
    { description: "an instant in another form", rows: [{ an_instant: 1_772_618_400 }] },
  ])("does not reach the table with $description", ({ rows }) => {
    expect(checkLine(lineOf(withRows(rows)))).toMatchObject({
      ok: false,
      reason: "conversion_failed",
      errors: [{ path: "/some_rows" }],
    });
  });
});
