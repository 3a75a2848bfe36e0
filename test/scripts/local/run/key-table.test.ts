import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import fc from "fast-check";
import { keyOf } from "../../../../scripts/local/run/identity.ts";
import { BLOCK_BITS, KeyFilter } from "../../../../scripts/local/run/key-filter.ts";
import { KeyTable, wordsOf } from "../../../../scripts/local/run/key-table.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "keys-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const tableOf = (override: { places?: number; generations?: number; file?: string } = {}) =>
  new KeyTable({
    file: join(folder, "keys"),
    places: 8,
    generations: 100,
    onFault(error) {
      throw error;
    },
    ...override,
  });

test("knows what a map would know, in memory and in the file", () => {
  const step = fc.record({ id: fc.nat(60), word: fc.constantFrom<0 | 1>(0, 1), value: fc.nat() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const table = tableOf();
      const model = new Map<number, [number, number]>();
      for (const { id, word, value } of steps) {
        const key = keyOf(String(id));
        expect(table.find(key) !== undefined).toBe(model.has(id));
        const place = table.place(key);
        const words = model.get(id) ?? [0, 0];
        expect([table.get(place, 0), table.get(place, 1)]).toEqual(words);
        table.set(place, word, value);
        words[word] = value;
        model.set(id, words);
      }
      for (let id = 0; id <= 60; id += 1)
        expect(table.find(keyOf(String(id))) !== undefined).toBe(model.has(id));
      table.close();
    }),
  );
});

test("finds a key whose place is at the end of the table and beyond", () => {
  const table = tableOf({ places: 64 });
  // The same place for all of them, the last one.
  const keys = Array.from({ length: 40 }, (_, at) => `\u003f\u0000\u0000${String.fromCharCode(at + 1)}abcd`);
  for (const [at, key] of keys.entries()) table.set(table.place(key), 0, at);
  for (let at = 0; at < 40; at += 1) table.place(keyOf(`other ${at}`));
  expect(keys.map((key) => table.get(table.find(key)!, 0))).toEqual(keys.map((_, at) => at));
  table.close();
});

test("forgets the oldest generation when there are as many as may be", () => {
  const table = tableOf({ generations: 3 });
  const keys = Array.from({ length: 60 }, (_, at) => keyOf(String(at)));
  for (const key of keys) table.place(key);
  const known = keys.filter((key) => table.find(key) !== undefined);
  // Three generations of six in the file, and the last six in memory.
  expect(known).toEqual(keys.slice(-24));
  table.close();
});

test("makes its file when memory is full, and removes it", () => {
  const table = tableOf();
  for (let at = 0; at < 6; at += 1) table.place(keyOf(String(at)));
  expect(existsSync(join(folder, "keys"))).toBe(false);
  table.place(keyOf("one more"));
  expect(existsSync(join(folder, "keys"))).toBe(true);
  table.close();
  expect(existsSync(join(folder, "keys"))).toBe(false);
});

test("tells of a file that cannot be written, and goes on", () => {
  const faults: unknown[] = [];
  const table = new KeyTable({
    file: join(folder, "none", "keys"),
    places: 8,
    generations: 2,
    onFault: ({ code }) => faults.push(code),
  });
  for (let at = 0; at < 7; at += 1) table.set(table.place(keyOf(String(at))), 0, 1);
  expect(faults).toEqual(["ENOENT"]);
  expect(table.find(keyOf("6"))).toBeDefined();
});

test("a filter denies none of its keys, and few of the others pass", () => {
  const filter = new KeyFilter(64 * BLOCK_BITS);
  const words = (name: string, count: number) =>
    Array.from({ length: count }, (_, at) => wordsOf(keyOf(`${name} ${at}`)));
  const inside = words("in", (64 * BLOCK_BITS) / 11);
  for (const [low, high] of inside) filter.add(low, high);
  expect(inside.every(([low, high]) => filter.mayHave(low, high))).toBe(true);
  const passed = words("out", 10_000).filter(([low, high]) => filter.mayHave(low, high));
  expect(passed.length).toBeLessThan(400);
});
