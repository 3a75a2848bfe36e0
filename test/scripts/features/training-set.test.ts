import { globSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parquetFile } from "../../../functions/archive/parquet.ts";
import type { Card } from "../../../scripts/features/card.ts";
import { type ArchiveRow, eventOfRow } from "../../../scripts/features/events.ts";
import { labelNamed } from "../../../scripts/features/label.ts";
import { DAY_MS } from "../../../scripts/features/period.ts";
import {
  identityColumns,
  type TrainingSetParts,
  writeTrainingSet,
} from "../../../scripts/features/training-set.ts";
import { type EnrichedEvent, enrichedFields } from "../../../shared/event/enriched.ts";
import { featureNames } from "../../../shared/features/features.ts";
import { enrichedEvent } from "../../builders/enriched-event.ts";
import { features } from "../../builders/features.ts";
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

const since = Date.UTC(2026, 2, 4);

function write(out: string, override: Partial<TrainingSetParts> = {}): Promise<Card> {
  return writeTrainingSet({
    files: globSync(join(data, "s3", "**", "*.parquet")),
    out,
    period: { since, until: since + DAY_MS },
    label: labelNamed("purchase_in_session"),
    splitBy: "time",
    shares: [0.7, 0.15, 0.15],
    sample: 1,
    bots: false,
    ...override,
  });
}

/** The rows of the events, which are over: somebody came an hour later. */
async function trainingSet(override: Partial<TrainingSetParts> = {}): Promise<Record<string, string>[]> {
  await archive(
    [visit("an hour later", 3_600, { session_id: "last", anonymous_id: "d-last", user_id: undefined })],
    "last",
  );
  const out = join(data, "training.csv");
  await write(out, override);
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
    expect(Object.keys(row!)).toEqual([...identityColumns, ...featureNames, "label"]);
    const values = Object.fromEntries(featureNames.map((name) => [name, Number(row![name])]));
    expect(values).toStrictEqual(features(event));
  });

  test("says whose and which session it is, and takes an event once", async () => {
    await archive([visit("e-1", 1)]);
    await archive([visit("e-1", 1)], "part-1");
    expect(await trainingSet()).toEqual([
      expect.objectContaining({ event_id: "e-1", person_id: "u-1", session: "u-1/s-1", split: "train" }),
    ]);
  });

  test("reads files from before a column existed", async () => {
    const newer = ["zip_population", "person_id"];
    const older = columns.filter(({ name }) => !newer.includes(name));
    await archive([visit("e-1", 1)], "part-0", older);
    expect(await trainingSet()).toEqual([
      expect.objectContaining({ event_id: "e-1", person_id: "u-1", has_zip: "0.0" }),
    ]);
  });

  test("leaves out what cannot be known or is not asked for, and the card counts it", async () => {
    await archive([
      visit("e-1", 1),
      visit("no session", 2, { session_id: undefined }),
      visit("bot", 3, { is_bot: true, session_id: "s-b", user_id: "u-b" }),
      visit("shortly before midnight", 50_300, { session_id: "s-2" }),
      visit("the day after", 86_400, { session_id: "s-3" }),
    ]);
    const out = join(data, "training.parquet");
    const card = await write(out);
    // What follows on the next day shows that the session before midnight is over.
    expect(card.left_out).toEqual({ bots: 1, without_session: 1 });
    expect(card).toMatchObject({
      rows: 2,
      positives: 0,
      sessions: 2,
      persons: 1,
      label: "purchase_in_session",
    });
    expect(card.period).toEqual({ since: "2026-03-04", until: "2026-03-04" });
    expect(card.versions.pipeline).toEqual({ [visit("", 0).pipeline_version]: 2 });
    expect((await rowsOf(out)).map(({ event_id }) => event_id)).toEqual(["e-1", "shortly before midnight"]);
    expect((await write(out, { bots: true })).left_out).toEqual({ without_session: 1 });
  });

  test("leaves out a session that may go on", async () => {
    await archive([
      visit("over", 0),
      visit("going on", 1_801, { session_id: "s-2" }),
      visit("last", 3_600, { session_id: "s-3" }),
    ]);
    const card = await write(join(data, "t.csv"));
    expect(card).toMatchObject({ rows: 1, left_out: { session_not_over: 2 }, archive_ends_at: at(3_600) });
  });

  test("says that there is nothing in the days", async () => {
    await archive([visit("e-1", 1)]);
    const period = { since: since + DAY_MS, until: since + 2 * DAY_MS };
    const out = join(data, "x.csv");
    await expect(write(out, { period })).rejects.toThrow("no events from 2026-03-05 to 2026-03-05");
    await expect(write(out)).rejects.toThrow("1 event of sessions that were not over");
  });
});

describe("labels", () => {
  test("of a time: whether the person purchases within it, in any session", async () => {
    await archive([
      visit("long before", 0),
      visit("shortly before", 400),
      visit("another", 890, { user_id: "u-2" }),
      visit("buy", 900, { event_name: "purchase", session_id: "s-2" }),
      visit("after", 901, { session_id: "s-2" }),
      visit("near the end", 1_700, { session_id: "s-3" }),
    ]);
    const rows = await trainingSet({ label: labelNamed("purchase_within:10m") });
    expect(rows.map(({ event_id, label }) => [event_id, label])).toEqual([
      ["long before", "0"],
      ["shortly before", "1"],
      ["another", "0"],
      ["buy", "0"],
      ["after", "0"],
      ["near the end", "0"],
    ]);
    const card = await write(join(data, "t.csv"), { label: labelNamed("purchase_within:45m") });
    // The 45 minutes of what came after the purchase are not over.
    expect(card).toMatchObject({
      rows: 4,
      positives: 2,
      left_out: { session_not_over: 1, without_label: 2 },
    });
  });

  const ofFile = async (sql: string) => {
    const file = join(data, "label.sql");
    await writeFile(file, sql);
    return labelNamed(file);
  };

  test("of a file of SQL, for the events that it names", async () => {
    await archive([visit("a", 1), visit("b", 2, { price: 7 }), visit("c", 3, { event_name: "click" })]);
    const label = await ofFile(
      "select event_id, price = 7 as label from events_by_person where event_name <> 'click';",
    );
    const rows = await trainingSet({ label });
    expect(rows.map((row) => [row.event_id, row.label])).toEqual([["b", "1"]]);
  });

  test("of a file of SQL may ask for the day and the hour, as the archive's tables have them", async () => {
    await archive([visit("a", 1)]);
    const label = await ofFile(
      "select event_id, 1 as label from events_by_person where dt = '2026-03-04' and hour = 10",
    );
    expect((await trainingSet({ label })).map(({ event_id }) => event_id)).toContain("a");
  });

  test.each([
    { sql: "select 1", message: "no column event_id" },
    { sql: "select event_id, 0.4 as label from events_by_person", message: "neither 0 nor 1" },
    { sql: "select event_id from events_by_person", message: "no column label" },
    { sql: "select event_id, 2 as label from events_by_person", message: "neither 0 nor 1" },
    { sql: "select event_id, 'yes' as label from events_by_person", message: "no number" },
    { sql: "select event_id, 1 as label from events_by_person, range(2)", message: "several labels" },
    { sql: "select oops", message: "did not run" },
  ])("of a file: $sql is refused", async ({ sql, message }) => {
    await archive([visit("a", 1)]);
    await expect(trainingSet({ label: await ofFile(sql) })).rejects.toThrow(message);
  });
});

describe("splits", () => {
  const visits = (count: number) =>
    Array.from({ length: count }, (_, n) => [
      visit(`a-${n}`, 10 * n, { session_id: `s-${n}`, user_id: `u-${n % 40}` }),
      visit(`b-${n}`, 10 * n + 1, { session_id: `s-${n}`, user_id: `u-${n % 40}` }),
    ]).flat();

  test.each(["time", "person"] as const)(
    "by %s put no session in two, and use all three",
    async (splitBy) => {
      await archive(visits(150));
      const rows = await trainingSet({ splitBy });
      const bySession = Map.groupBy(rows, ({ session }) => session);
      for (const of of bySession.values()) expect(new Set(of.map(({ split }) => split)).size).toBe(1);
      expect(new Set(rows.map(({ split }) => split))).toEqual(new Set(["train", "validation", "test"]));
    },
  );

  test("by time come one after the other", async () => {
    await archive(visits(100));
    const rows = await trainingSet({ shares: [0.5, 0, 0.5] });
    const splitsInOrder = rows.map(({ split }) => split).filter((split, at, all) => split !== all[at - 1]);
    expect(splitsInOrder).toEqual(["train", "test"]);
  });

  test.each([
    {
      description: "of a file that names some of the events",
      sql: "event_time < timestamp '2026-03-04 10:04:00'",
    },
    { description: "of people alone, where bots came before", sql: "true", bots: 400 },
  ])("by time divide the time of the rows, with a label $description", async ({ sql, bots = 0 }) => {
    await archive([
      ...visits(100),
      ...Array.from({ length: bots }, (_, n) =>
        visit(`bot-${n}`, -10 * (n + 1), { session_id: `bot-${n}`, user_id: "bot", is_bot: true }),
      ),
    ]);
    const file = join(data, "label.sql");
    await writeFile(file, `select event_id, 0 as label from events_by_person where ${sql}`);
    const rows = await trainingSet({ label: labelNamed(file) });
    const share = (split: string) => rows.filter((row) => row.split === split).length / rows.length;
    expect(share("train")).toBeGreaterThan(0.6);
    expect(share("validation")).toBeGreaterThan(0.1);
    expect(share("test")).toBeGreaterThan(0.1);
  });

  test("by person keep a person in one, and those who share a session", async () => {
    const shared = (n: number, user_id: string) =>
      visit(`shared-${n}-${user_id}`, 2_000 + n, { anonymous_id: `family-${n}`, session_id: "tv", user_id });
    await archive([
      ...visits(150),
      ...[0, 1, 2].flatMap((n) => [shared(n, `u-${n}`), shared(n, `u-${n + 1}`)]),
    ]);
    const rows = await trainingSet({ splitBy: "person" });
    const splitOf = (person: string) =>
      new Set(rows.filter(({ person_id }) => person_id === person).map(({ split }) => split));
    for (let n = 0; n < 40; n += 1) expect(splitOf(`u-${n}`).size).toBe(1);
    expect(new Set([0, 1, 2, 3].flatMap((n) => [...splitOf(`u-${n}`)])).size).toBe(1);
  });

  test("of a sample have whole sessions, and the same ones again", async () => {
    await archive(visits(150));
    const ids = async (sample: number) => (await trainingSet({ sample })).map(({ event_id }) => event_id!);
    const some = await ids(0.3);
    expect(some.length).toBeGreaterThan(30);
    expect(some.length).toBeLessThan(150);
    expect(await ids(0.3)).toEqual(some);
    expect((await ids(0.6)).filter((id) => some.includes(id))).toEqual(some);
    for (const id of some.filter((each) => each.startsWith("a-")))
      expect(some).toContain(id.replace("a-", "b-"));
  });
});
