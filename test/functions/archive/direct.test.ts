import { expect, test } from "@jest/globals";
import { parquetReadObjects } from "hyparquet";
import { directWriter, writeDirectly } from "../../../functions/archive/direct.ts";
import { partitionKey } from "../../../shared/archive-partition.ts";
import type { ObjectPutOptions } from "../../../shared/failure/ports.ts";
import { archivedLine } from "./builders.ts";

const partition = { dt: "2026-03-01", hour: "12", source: "other" };

const deadline = 1_000;
const inTime = { deadline, now: () => 999 };

function memory() {
  const objects = new Map<string, Uint8Array>();
  const deadlines: unknown[] = [];
  const put = async (key: string, bytes: Uint8Array, options?: ObjectPutOptions) => {
    objects.set(key, bytes);
    deadlines.push(options?.deadline);
  };
  return { objects, deadlines, write: directWriter({ put }, "events/") };
}

const lines = (...texts: string[]) => Buffer.from(texts.join("\n"));

test("writes the columns of the table as Parquet, where queries look", async () => {
  const { objects, deadlines, write } = memory();
  await write(
    {
      partition,
      lines: [
        lines(archivedLine({ event_id: "a" }), archivedLine({ event_id: "\u00fc" })),
        lines(archivedLine()),
      ],
    },
    deadline,
  );
  expect(deadlines).toEqual([deadline]);
  const [[key, bytes] = ["", new Uint8Array()]] = objects;
  expect(key).toMatch(/^events\/dt=2026-03-01\/hour=12\/source=other\/direct-[0-9a-f]{32}\.parquet$/);
  const rows = await parquetReadObjects({ file: bytes.slice().buffer });
  expect(rows).toMatchObject([
    {
      event_id: "a",
      source: "web",
      event_time: new Date("2026-03-01T12:00:00Z"),
      metadata: { source: "web" },
    },
    { event_id: "\u00fc", session_duration_ms: 6_000_000_000n, is_bot: false, price: null },
    { event_id: "e1" },
  ]);
});

test("writes the same lines to the same object, and others beside them", async () => {
  const { objects, write } = memory();
  for (const event_id of ["a", "b", "a"])
    await write({ partition, lines: [lines(archivedLine({ event_id }))] }, deadline);
  expect(objects.size).toBe(2);
});

test.each([
  { description: "in its last line", other: ["a", "c"] },
  { description: "in its first line", other: ["c", "b"] },
  { description: "in having one line less", other: ["a"] },
  { description: "in having one line more", other: ["a", "b", "c"] },
])(
  "writes what differs $description to an object of its own: none may replace another",
  async ({ other }) => {
    const { objects, write } = memory();
    for (const ids of [["a", "b"], other])
      await write({ partition, lines: ids.map((event_id) => lines(archivedLine({ event_id }))) }, deadline);
    expect(objects.size).toBe(2);
  },
);

test("takes line ends of any kind, and blank lines", async () => {
  const { objects, write } = memory();
  await write(
    { partition, lines: [Buffer.from(`${archivedLine()}\r\n\r\n${archivedLine()}\r\n`)] },
    deadline,
  );
  const [bytes] = objects.values();
  expect(await parquetReadObjects({ file: bytes!.slice().buffer })).toHaveLength(2);
});

/** A hundred lines of forty partitions. */
const many = Array.from({ length: 100 }, (_, index) => ({
  partition: { ...partition, hour: String(index % 40).padStart(2, "0") },
  lines: [lines(archivedLine({ event_id: String(index) }))],
}));

test("makes one object of what is of one partition, and throws when one is not written", async () => {
  const written: string[] = [];
  const unwritten = await writeDirectly(
    many,
    async (each) => {
      written.push(`${partitionKey(each.partition)} ${each.lines.length}`);
    },
    inTime,
  );
  expect(unwritten).toEqual([]);
  expect(new Set(written).size).toBe(40);
  expect(written).toContain("dt=2026-03-01/hour=39/source=other 2");
  const refused = writeDirectly(
    many,
    ({ partition }) => (partition.hour === "17" ? Promise.reject(new Error("no room")) : Promise.resolve()),
    inTime,
  );
  await expect(refused).rejects.toThrow("no room");
});

test("begins nothing past the deadline, and returns what is not written", async () => {
  let time = 0;
  const written = new Set<string>();
  const unwritten = await writeDirectly(
    many,
    async ({ partition }) => {
      time += 100;
      written.add(partition.hour);
    },
    { deadline, now: () => time },
  );
  expect(written.size).toBe(10);
  expect(unwritten).toHaveLength(70);
  expect(new Set(unwritten)).toEqual(new Set(many.filter(({ partition }) => !written.has(partition.hour))));
});

const named = (name: string) => Object.assign(new Error(name), { name });

test.each([
  { what: "a request that the deadline ended", error: named("TimeoutError"), at: deadline, throws: false },
  { what: "one that its signal ended a little earlier", error: named("AbortError"), at: 999, throws: false },
  { what: "a busy service before the deadline", error: named("SlowDown"), at: 999, throws: true },
  { what: "a bucket that is not there", error: named("NoSuchBucket"), at: deadline, throws: true },
])("$what: throws $throws", async ({ error, at, throws }) => {
  let time = 0;
  const writing = writeDirectly(
    many.slice(0, 2),
    async ({ partition }) => {
      if (partition.hour !== "01") return;
      await Promise.resolve();
      time = at;
      throw error;
    },
    { deadline, now: () => time },
  );
  if (throws) await expect(writing).rejects.toThrow(error);
  else expect(await writing).toEqual([many[1]]);
});
