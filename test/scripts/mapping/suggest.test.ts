import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { parseOptions } from "../../../scripts/mapping/options.ts";
import { suggestionReport, suggestions } from "../../../scripts/mapping/suggest.ts";
import { mappings } from "../../../shared/mapping/load.ts";
import { mappingFixtures } from "../../builders/mapping-fixtures.ts";

test.each(mappingFixtures)("a sample of $name is told to be that", async ({ name, file }) => {
  const all = await suggestions({ sample: `test/fixtures/${file}`, format: undefined });
  expect(all).toHaveLength(mappings.size);
  expect(all[0]).toMatchObject({ mapping: name, valid: all[0]!.events });
  expect(suggestionReport("my file.csv", all)).toContain(`--mapping ${name} sends it`);
});

test("of a shape that nobody knows it is said why, and how to go on", async () => {
  const sample = path.join(mkdtempSync(path.join(os.tmpdir(), "suggest-")), "x.ndjson");
  writeFileSync(sample, '{"Aktion":"Kauf","Benutzer":7}\n');
  const all = await suggestions({ sample, format: undefined });
  expect(all.every(({ valid, attributes }) => valid === 0 && attributes === 0)).toBe(true);
  const report = suggestionReport(sample, all);
  expect(report).toMatch(/native +0 of 1 +0 {2}event_name: is required/);
  expect(report).toContain("None of them knows this shape");
});

test("the one under which more events are valid goes before the one that knows more of a few", async () => {
  const [rich] = readFileSync("test/fixtures/segment.ndjson", "utf8").split("\n");
  const bare = (id: number) =>
    JSON.stringify({
      event_id: `e-${id}`,
      event_name: "x",
      app_id: "a",
      user_id: "u",
      client_created_at: "2026-03-14T09:30:00Z",
    });
  const sample = path.join(mkdtempSync(path.join(os.tmpdir(), "suggest-")), "x.ndjson");
  writeFileSync(sample, `${rich}\n${bare(1)}\n${bare(2)}\n`);
  const all = await suggestions({ sample, format: undefined });
  const [best, next] = all.filter(({ mapping }) => mapping === "native" || mapping === "segment");
  expect([best!.mapping, next!.mapping]).toEqual(["native", "segment"]);
  expect(next!.attributes).toBeGreaterThan(best!.attributes);
});

test("is asked for by the name of a sample alone", () => {
  expect(parseOptions(["suggest", "rows.txt", "--format", "csv"])).toEqual({
    do: "suggest",
    sample: "rows.txt",
    format: "csv",
  });
  expect(() => parseOptions(["suggest"])).toThrow("suggest SAMPLE");
  expect(() => parseOptions(["suggest", "a", "b"])).toThrow("suggest SAMPLE");
});
