import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { heldSample } from "../../../scripts/mapping/held-sample.ts";
import type { OpenedFile } from "../../../scripts/send/open-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "held-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The lines of what can be read, and what ends it. */
async function linesOf({ records }: OpenedFile): Promise<(string | Error)[]> {
  const lines: (string | Error)[] = [];
  try {
    for await (const { bytes } of records) lines.push(String(bytes).trim());
  } catch (error) {
    lines.push(error as Error);
  }
  return lines;
}

test("is read once, and gone through again without the file", async () => {
  const file = path.join(folder, "a.ndjson");
  writeFileSync(file, '{"a":1}\n{"a":2}\n');
  const sample = await heldSample(file, {});
  rmSync(file);
  expect(await linesOf(sample)).toEqual(['{"a":1}', '{"a":2}']);
  expect(await linesOf(sample)).toEqual(['{"a":1}', '{"a":2}']);
  expect(sample.share()).toBe(1);
});

test("is the beginning of a large file", async () => {
  const file = path.join(folder, "a.ndjson");
  writeFileSync(file, '{"a":"0123456789"}\n'.repeat(50_000));
  const sample = await heldSample(file, {});
  expect(await linesOf(sample)).toHaveLength(10_000);
  expect(sample.share()).toBeLessThan(1);
});

test("breaks off behind the records that could be read, each time", async () => {
  const file = path.join(folder, "a.json");
  writeFileSync(file, `[{"a":1},{"a":"${" ".repeat(33 * 1024 * 1024)}"}]`);
  const sample = await heldSample(file, {});
  const broken = ['{"a":1}', expect.objectContaining({ name: "RecordTooLong" })];
  expect(await linesOf(sample)).toEqual(broken);
  expect(await linesOf(sample)).toEqual(broken);
});
