import { expect, test } from "@jest/globals";
import { parquetReadObjects } from "hyparquet";
import { directWriter, writeDirectly } from "../../../functions/archive/direct.ts";
import { partitionKey } from "../../../shared/archive-partition.ts";
import { archivedLine } from "./builders.ts";

const partition = { dt: "2026-03-01", hour: "12", source: "other" };

function memory() {
  const objects = new Map<string, Uint8Array>();
  const put = async (key: string, bytes: Uint8Array) => void objects.set(key, bytes);
  return { objects, write: directWriter({ put }, "events/") };
}

const lines = (...texts: string[]) => Buffer.from(texts.join("\n"));

test("writes the columns of the table as Parquet, where queries look", async () => {
  const { objects, write } = memory();
  await write({
    partition,
    lines: [
      lines(archivedLine({ event_id: "a" }), archivedLine({ event_id: "\u00fc" })),
      lines(archivedLine()),
    ],
  });
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
    await write({ partition, lines: [lines(archivedLine({ event_id }))] });
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
      await write({ partition, lines: ids.map((event_id) => lines(archivedLine({ event_id }))) });
    expect(objects.size).toBe(2);
  },
);

test("takes line ends of any kind, and blank lines", async () => {
  const { objects, write } = memory();
  await write({ partition, lines: [Buffer.from(`${archivedLine()}\r\n\r\n${archivedLine()}\r\n`)] });
  const [bytes] = objects.values();
  expect(await parquetReadObjects({ file: bytes!.slice().buffer })).toHaveLength(2);
});

test("writeAll makes one object of what is of one partition, and throws when one is not written", async () => {
  const written: string[] = [];
  const all = Array.from({ length: 100 }, (_, index) => ({
    partition: { ...partition, hour: String(index % 40).padStart(2, "0") },
    lines: [lines(archivedLine({ event_id: String(index) }))],
  }));
  await writeDirectly(all, async (each) => {
    written.push(`${partitionKey(each.partition)} ${each.lines.length}`);
  });
  expect(new Set(written).size).toBe(40);
  expect(written).toContain("dt=2026-03-01/hour=39/source=other 2");
  const refused = writeDirectly(all, ({ partition }) =>
    partition.hour === "17" ? Promise.reject(new Error("no room")) : Promise.resolve(),
  );
  await expect(refused).rejects.toThrow("no room");
});
