import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { versionBefore } from "../../../scripts/simulate/version-before.ts";
import { TextBuffer } from "../../../shared/json/text-buffer.ts";
import { VERSION_LENGTH } from "../../../shared/redis/facts.ts";
import { enrichment } from "../../builders/enrichment.ts";

const before = versionBefore(enrichment);
const formatTwo = readFileSync("test/fixtures/session-state/format-2-c8cd9d.txt", "utf8");

test("the version before writes what it wrote, byte for byte", () => {
  const out = new TextBuffer(64);
  before.state.write(out, before.state.read(formatTwo, 0), formatTwo.slice(0, VERSION_LENGTH));
  expect(out.view().toString()).toBe(formatTwo);
});

test("the version before takes what the present one writes for lost", () => {
  const out = new TextBuffer(64);
  enrichment.state.write(out, enrichment.state.read(formatTwo, 0), "v".repeat(VERSION_LENGTH));
  expect(before.state.read(out.view().toString(), 7)).toMatchObject({
    version: "v".repeat(VERSION_LENGTH),
    unreadable: true,
    lostAt: 7,
    sessions: [],
  });
});
