import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { compareTimes, earlier, later, toMillis } from "../../../functions/produce/ingest-time.ts";
import { loadProgress } from "../../../functions/produce/saved-progress.ts";
import { decodeKeys, encodeKeys, Seen } from "../../../functions/produce/seen.ts";
import { memoryCheckpoints } from "./harness.ts";

const document = (at: number, index = "clicks") => ({
  index,
  id: `d-${at}`,
  ingestedAt: new Date(at * 1_000).toISOString(),
});

describe("seen documents", () => {
  test("a later version of a document, and one of another index, are other documents", () => {
    const seen = new Seen();
    seen.add(document(1));
    expect(seen.has(document(1))).toBe(true);
    expect(seen.has({ ...document(1), ingestedAt: document(2).ingestedAt })).toBe(false);
    expect(seen.has(document(1, "other"))).toBe(false);
  });

  test("parts are stored when they change, forgotten once they are settled, and their slots used again", () => {
    const seen = new Seen();
    for (let at = 0; at < 5_000; at += 1) seen.add(document(at));
    expect(seen.takeChanged().map(({ slot, keys }) => [slot, keys.length])).toEqual([
      [0, 2_000],
      [1, 2_000],
      [2, 1_000],
    ]);
    expect(seen.takeChanged()).toEqual([]);
    seen.prune(document(2_000).ingestedAt);
    expect(seen.parts.map(({ slot }) => slot)).toEqual([1, 2]);
    expect([seen.has(document(1_999)), seen.has(document(2_000))]).toEqual([false, true]);
    for (let at = 5_000; at < 6_200; at += 1) seen.add(document(at));
    expect(seen.parts.map(({ slot }) => slot)).toEqual([1, 2, 0]);
  });

  test("keys survive their way through bytes", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 8, maxLength: 8 })), (arrays) => {
        const keys = arrays.map((bytes) => Buffer.from(bytes).toString("latin1"));
        expect(decodeKeys(encodeKeys(keys))).toEqual(keys);
      }),
    );
  });

  test("what was saved is what the next invocation loads", async () => {
    const store = memoryCheckpoints();
    const first = await loadProgress(store, "s");
    expect(first.progress).toEqual({ seen: new Seen() });
    const seen = new Seen();
    for (let at = 0; at < 12_000; at += 1) seen.add(document(at));
    await first.save({ cursor: document(11_999).ingestedAt, settled: document(0).ingestedAt, seen });
    const { progress } = await loadProgress(store, "s");
    expect(progress).toMatchObject({ cursor: document(11_999).ingestedAt, settled: document(0).ingestedAt });
    expect([0, 9_999, 10_000, 11_999].map((at) => progress.seen.has(document(at)))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(progress.seen.has(document(12_000))).toBe(false);
  });

  test("a part that is lost means doubled documents and nothing worse", async () => {
    const store = memoryCheckpoints();
    const seen = new Seen();
    seen.add(document(1));
    await (await loadProgress(store, "s")).save({ cursor: document(1).ingestedAt, seen });
    store.parts.clear();
    const { progress } = await loadProgress(store, "s");
    expect(progress.cursor).toBe(document(1).ingestedAt);
    expect(progress.seen.has(document(1))).toBe(false);
  });
});

describe("ingest times", () => {
  const base = "2026-03-04T10:00:00";
  test.each([
    { a: ".100Z", b: ".100000000Z", order: 0 },
    { a: ".100Z", b: ".100000001Z", order: -1 },
    { a: ".2Z", b: ".100999Z", order: 1 },
    { a: "Z", b: ".000Z", order: 0 },
  ])("$a and $b", ({ a, b, order }) => {
    expect(compareTimes(base + a, base + b)).toBe(order);
    expect(Math.sign(compareTimes(earlier(base + a, base + b), later(base + a, base + b)))).not.toBe(1);
  });

  test("milliseconds are rounded down", () => {
    expect(toMillis(`${base}.123999999Z`)).toBe(Date.parse(`${base}.123Z`));
    expect(toMillis(`${base}Z`)).toBe(Date.parse(`${base}Z`));
  });
});
