import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parquetFile } from "../../../functions/archive/parquet.ts";
import { type ArchiveRow, eventOfRow } from "../../../scripts/features/events.ts";
import { writeTrainingSet } from "../../../scripts/features/training-set.ts";
import { type EnrichedEvent, enrichedFields } from "../../../shared/event/enriched.ts";
import { featureNames, features } from "../../../shared/features/features.ts";
import { enrichedEvent } from "../../builders/enriched-event.ts";
import { anyEnrichedEvent } from "../../shared/features/any-enriched-event.ts";

const columns = Object.entries(enrichedFields).map(([name, field]) => ({
  name,
  type: (field as unknown as { column: string }).column,
}));

let data: string;

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), "features-"));
});

afterEach(() => rm(data, { recursive: true }));

/** Archives the events in a Parquet file of the table's columns. */
async function archive(events: readonly EnrichedEvent[], file = "part-0", schema = columns): Promise<string> {
  const folder = join(data, "s3", "archive", "events", "dt=2026-03-04", "hour=10", "source=other");
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${file}.parquet`);
  await writeFile(path, parquetFile(schema, JSON.parse(JSON.stringify(events))));
  return path;
}

async function rowsOf(path: string): Promise<ArchiveRow[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const rows = await connection.runAndReadAll(
    `select * from read_parquet('${path}', hive_partitioning = false)`,
  );
  const objects = rows.getRowObjectsJS() as ArchiveRow[];
  connection.closeSync();
  instance.closeSync();
  return objects;
}

async function trainingSet(): Promise<Record<string, string>[]> {
  const out = join(data, "training.csv");
  await writeTrainingSet(data, out);
  const [header, ...lines] = (await readFile(out, "utf8")).trim().split("\n");
  const names = header!.split(",");
  return lines.map((line) =>
    Object.fromEntries(line.split(",").map((value, index) => [names[index]!, value])),
  );
}

const at = (second: number): string => new Date(Date.UTC(2026, 2, 4, 10, 0, second)).toISOString();

const visit = (event_id: string, second: number, override: Partial<EnrichedEvent> = {}): EnrichedEvent =>
  enrichedEvent({ event_id, event_time: at(second), session_id: "s-1", ...override });

describe("features of archived events", () => {
  test("are exactly those of the events that were served", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyEnrichedEvent, { minLength: 1, maxLength: 20 }), async (events) => {
        const rows = await rowsOf(await archive(events));
        expect(rows.map((row) => features(eventOfRow(row)))).toStrictEqual(
          events.map((event) => features(JSON.parse(JSON.stringify(event)))),
        );
      }),
      { numRuns: 25 },
    );
  });

  test("come back with times as the text that the event had", async () => {
    const event = visit("e-1", 7, { session_started_at: at(3), zip_population: 9_007_199_254_740_991 });
    const [row] = await rowsOf(await archive([event]));
    expect(eventOfRow(row!)).toEqual(event);
  });
});

describe("writeTrainingSet", () => {
  test("labels what comes before a purchase of the same session", async () => {
    await archive([
      visit("view", 1),
      visit("buy", 5, { event_name: "purchase" }),
      visit("after", 9),
      visit("other session", 1, { session_id: "s-2" }),
      visit("other user", 1, { user_id: "u-2" }),
    ]);
    const labels = (await trainingSet()).map(({ event_id, label }) => [event_id, label]);
    expect(Object.fromEntries(labels)).toEqual({
      view: "1",
      buy: "0",
      after: "0",
      "other session": "0",
      "other user": "0",
    });
  });

  test("labels the session of a person who logs in before paying", async () => {
    const device = { user_id: undefined, anonymous_id: "d-1", person_id: "d-1" };
    const signedIn = { user_id: "ann", anonymous_id: "d-1", person_id: "ann" };
    await archive([
      visit("view", 1, device),
      visit("product", 2, { ...device, event_name: "product_view" }),
      visit("cart", 3, { ...device, event_name: "add_to_cart" }),
      visit("checkout", 4, { ...signedIn, event_name: "begin_checkout" }),
      visit("buy", 5, { ...signedIn, event_name: "purchase" }),
    ]);
    const rows = await trainingSet();
    expect(rows.map(({ event_id, label }) => [event_id, label])).toEqual([
      ["view", "1"],
      ["product", "1"],
      ["cart", "1"],
      ["checkout", "1"],
      ["buy", "0"],
    ]);
    expect(rows.map(({ person_id, device }) => [person_id, device])).toEqual(Array(5).fill(["ann", "d-1"]));
  });

  test.each([
    { description: "by its user and session", server: { user_id: "ann" }, label: "1" },
    { description: "but not of another user", server: { user_id: "bob" }, label: "0" },
    { description: "but not of another session", server: { user_id: "ann", session_id: "s-2" }, label: "0" },
  ])("counts a purchase that a server reports without a device $description", async ({ server, label }) => {
    await archive([
      visit("view", 1, { user_id: undefined, anonymous_id: "d-1", person_id: "d-1" }),
      visit("login", 2, { user_id: "ann", anonymous_id: "d-1", person_id: "ann" }),
      visit("paid", 9, { event_name: "purchase", ...server }),
    ]);
    const rows = await trainingSet();
    expect(rows.map((row) => [row.event_id, row.label])).toEqual([
      ["view", label],
      ["login", label],
      ["paid", "0"],
    ]);
    expect(rows.at(-1)).toMatchObject({ person_id: server.user_id, device: server.user_id });
  });

  test("keeps apart the sessions of one name on two devices, and two people of one device", async () => {
    await archive([
      visit("here", 1, { user_id: undefined, anonymous_id: "d-1" }),
      visit("there", 2, { anonymous_id: "d-2", user_id: "ann", event_name: "purchase" }),
      visit("of ann", 3, { user_id: undefined, anonymous_id: "d-2", person_id: "ann" }),
      visit("of bob", 4, { user_id: "bob", anonymous_id: "d-2", person_id: "bob", session_id: "s-2" }),
    ]);
    expect(
      (await trainingSet()).map(({ event_id, person_id, label }) => [event_id, person_id, label]),
    ).toEqual([
      ["here", "d-1", "0"],
      ["there", "ann", "0"],
      ["of ann", "ann", "0"],
      ["of bob", "bob", "0"],
    ]);
  });

  test("has the features that serving has", async () => {
    const event = visit("e-1", 1, { hour_of_day: 17, price: 19.99, geo_latitude: 52.520008 });
    await archive([event]);
    const [row] = await trainingSet();
    expect(Object.keys(row!)).toEqual([
      "event_id",
      "event_time",
      "person_id",
      "device",
      ...featureNames,
      "label",
    ]);
    const values = Object.fromEntries(featureNames.map((name) => [name, Number(row![name])]));
    expect(values).toStrictEqual(features(event));
  });

  test("takes an event once and leaves out what has no session, counting both", async () => {
    await archive([visit("e-1", 1), visit("e-2", 2, { session_id: undefined })]);
    await archive([visit("e-1", 1)], "part-1");
    const out = join(data, "training.parquet");
    expect(await writeTrainingSet(data, out)).toEqual({ rows: 1, positive: 0, withoutSession: 1, files: 2 });
    expect(await rowsOf(out)).toEqual([expect.objectContaining({ event_id: "e-1", label: 0 })]);
  });

  test("reads files from before a column existed", async () => {
    const newer = ["zip_population", "person_id"];
    const older = columns.filter(({ name }) => !newer.includes(name));
    await archive([visit("e-1", 1)], "part-0", older);
    expect(await trainingSet()).toEqual([
      expect.objectContaining({ event_id: "e-1", person_id: "u-1", has_zip: "0.0" }),
    ]);
  });

  test("says what to do when there is no archive", async () => {
    await expect(writeTrainingSet(data, join(data, "x.csv"))).rejects.toThrow(/npm start/);
  });
});
