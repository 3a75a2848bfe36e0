import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { fileSource } from "../../../../scripts/local/run/file-source.ts";
import { loadMapping } from "../../../../shared/mapping/load.ts";
import type { Publish } from "../../../../shared/publish/publish.ts";
import { rawEvent } from "../../../builders/raw-event.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "file-source-"));
});
afterAll(() => rm(folder, { recursive: true }));

const publish: Publish = async (events) => ({ sent: events.length, failed: 0, left: [] });

async function sourceOf(name: string, content: string | Uint8Array, encoding?: string) {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return fileSource({ path: file, mapping: loadMapping("native"), encoding }, publish, async () => {});
}

const line = (id: string, override = {}) => `${JSON.stringify(rawEvent({ event_id: id, ...override }))}\n`;

test("tells where events stand that will fail", async () => {
  const source = await sourceOf("a.ndjson", line("1") + line("2", { event_name: undefined }));
  await source.done;
  expect(source.read).toBe(2);
  expect(source.endings!.all).toMatchObject([{ count: 1, examples: ["a.ndjson:2 event_name is required"] }]);
});

test("a damaged file ends well with what was in it, and says so", async () => {
  const source = await sourceOf(
    "a.ndjson.gz",
    Buffer.concat([gzipSync(line("1") + line("2")), Buffer.from("tail")]),
  );
  await source.done;
  expect(source.read).toBe(2);
  expect(source.incomplete).toContain("what follows is none");
});

test("a file that cannot be read at all rejects", async () => {
  const source = await sourceOf("a.csv", "a,b\n");
  await expect(source.done).rejects.toThrow("no rows");
});

test("reads the encoding that is named", async () => {
  const header = "event_id,event_name,app_id,client_created_at,user_id\n";
  const row = Buffer.from("1,Größe,shop,2026-03-04T10:00:00Z,u\n", "latin1");
  const source = await sourceOf("l.csv", Buffer.concat([Buffer.from(header), row]), "latin1");
  await source.done;
  expect(source.endings!.all).toEqual([]);
});
