import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { layoutName, stateLayoutOf, stateLayouts } from "../../../functions/enrich/write/layouts.ts";
import { versionBefore, youngFigures } from "../../../scripts/simulate/version-before.ts";
import { TextBuffer } from "../../../shared/json/text-buffer.ts";
import { VERSION_LENGTH } from "../../../shared/redis/facts.ts";
import { enrichment } from "../../builders/enrichment.ts";

const presentLayout = stateLayoutOf(enrichment.plain, [...enrichment.lookUps, enrichment.touches]);
const before = versionBefore(enrichment);
const formatTwo = readFileSync("test/fixtures/session-state/format-2-c8cd9d.txt", "utf8");

test("the version before writes what it wrote, byte for byte", () => {
  const out = new TextBuffer(64);
  before.state.write(out, before.state.read(formatTwo, 0), formatTwo.slice(0, VERSION_LENGTH));
  expect(out.view().toString()).toBe(formatTwo);
});

test("its figures are those of its layout, wherever the present ones stand: what it lacks is told by name", () => {
  expect([...youngFigures]).not.toContain("session_cart_value");
  const figureNames = stateLayouts[layoutName(presentLayout)]!.figures;
  expect(figureNames.filter((name) => !youngFigures.has(name))).toEqual(stateLayouts.c8cd9d!.figures);
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
