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

  test("has the features that serving has", async () => {
    const event = visit("e-1", 1, { hour_of_day: 17, price: 19.99, geo_latitude: 52.520008 });
    await archive([event]);
    const [row] = await trainingSet();
    expect(Object.keys(row!)).toEqual(["event_id", "event_time", ...featureNames, "label"]);
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
    const older = columns.filter(({ name }) => name !== "zip_population");
    await archive([visit("e-1", 1)], "part-0", older);
    expect(await trainingSet()).toEqual([expect.objectContaining({ event_id: "e-1", has_zip: "0.0" })]);
  });

  test("says what to do when there is no archive", async () => {
    await expect(writeTrainingSet(data, join(data, "x.csv"))).rejects.toThrow(/npm start/);
  });
});
