import { expect, test } from "@jest/globals";
import { isCrowded, isIndexCrowded } from "../../../../scripts/local/run/room.ts";

const NOW = 1_000_000;
const MIB = 1024 * 1024;

const state = ({ heldBytes = 0, enrich = 0, predict = 0, stillMs = 0 }) =>
  [{ heldBytes }, { outstanding: { enrich, predict }, lastChange: NOW - stillMs }, NOW] as const;

test.each([
  { description: "nothing is under way", at: {}, crowded: false },
  { description: "as many events are under way as may be", at: { enrich: 20_000 }, crowded: false },
  { description: "too many wait for enrichment", at: { enrich: 20_001 }, crowded: true },
  {
    description: "too many wait at both stages together",
    at: { enrich: 9_000, predict: 12_000 },
    crowded: true,
  },
  {
    description: "many wait, and nothing has moved for long",
    at: { enrich: 30_000, stillMs: 5_000 },
    crowded: false,
  },
  {
    description: "many wait, and something moved lately",
    at: { predict: 30_000, stillMs: 4_000 },
    crowded: true,
  },
  {
    description: "few large events fill the raw stream",
    at: { heldBytes: 129 * MIB, enrich: 200 },
    crowded: true,
  },
  {
    description: "the raw stream is full, and nothing has moved for long",
    at: { heldBytes: 129 * MIB, stillMs: 60_000 },
    crowded: true,
  },
])("$description", ({ at, crowded }) => {
  expect(isCrowded(...state(at))).toBe(crowded);
});

test("a small machine holds half of it", () => {
  const small = (at: Parameters<typeof state>[0]) => isCrowded(...state(at), true);
  expect([small({ enrich: 10_000 }), small({ enrich: 10_001 })]).toEqual([false, true]);
  expect([small({ heldBytes: 64 * MIB }), small({ heldBytes: 64 * MIB + 1 })]).toEqual([false, true]);
});

test.each([
  { description: "nothing waits", at: {}, crowded: false },
  { description: "what comes until it is read waits", at: { awaited: 35_000 }, crowded: false },
  { description: "more waits, and is read", at: { awaited: 35_001 }, crowded: true },
  { description: "more waits, and nobody reads", at: { awaited: 99_000, stillMs: 15_000 }, crowded: false },
  { description: "nobody reads, and memory is full", at: { mib: 257, stillMs: 60_000 }, crowded: true },
])("the index of a thousand documents a second: $description", ({ at, crowded }) => {
  const { awaited = 0, stillMs = 0, mib = 0 } = at as { awaited?: number; stillMs?: number; mib?: number };
  expect(isIndexCrowded(mib * MIB, { arrivals: { awaited }, lastArrival: NOW - stillMs }, 1_000, NOW)).toBe(
    crowded,
  );
});
