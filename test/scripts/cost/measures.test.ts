import { describe, expect, test } from "@jest/globals";
import { shoppers } from "../../../functions/generate/shoppers.ts";
import { coreOf } from "../../../scripts/bench/enrich.ts";
import { recordsEvent, sampleEvents } from "../../../scripts/bench/events.ts";
import { memoryStore } from "../../../scripts/bench/memory-store.ts";
import { compressedShare, measures } from "../../../scripts/cost/measures.ts";
import { compress } from "../../../shared/pack/compression.ts";
import { unpackRecord } from "../../../shared/pack/decode.ts";
import { storedState } from "../../../shared/redis/state/form.ts";

const NOW = Date.parse("2026-03-04T10:00:00Z");
const sample = sampleEvents(6, NOW);

/** Compressed bytes through plain ones, in packs of so many lines. */
function shareOf(lines: readonly Uint8Array[], events: number): number {
  let [plain, packed] = [0, 0];
  for (let at = 0; at + events <= lines.length; at += events) {
    const text = Buffer.concat(lines.slice(at, at + events).flatMap((line) => [line, Buffer.from("\n")]));
    plain += text.length;
    packed += compress(text, "zstd").length;
  }
  return packed / plain;
}

describe("what was measured of the sample is still so, to a tenth", () => {
  test.each([1, 10, 40, 150, 250])("packs of %d raw and enriched events", async (events) => {
    const raw = sample.texts.map((text) => Buffer.from(text));
    const enriched: Uint8Array[] = [];
    const enrich = coreOf(sample.world, NOW);
    for (const batch of sample.packed)
      for (const data of await enrich(batch)) {
        const unpacked = unpackRecord(data);
        if (unpacked.ok) enriched.push(...unpacked.entries);
      }
    expect(shareOf(raw, events) / compressedShare("raw", events, "zstd")).toBeCloseTo(1, 0.7);
    expect(shareOf(enriched, events) / compressedShare("enriched", events, "zstd")).toBeCloseTo(1, 0.7);
    const mean = (lines: readonly Uint8Array[]) =>
      lines.reduce((sum, { length }) => sum + length, 0) / lines.length;
    expect(mean(enriched) / mean(raw) / measures.enrichedGrowth).toBeCloseTo(1, 0.7);
  });

  test("states that remember as much as they may", async () => {
    // So few people that each comes again and again.
    const source = shoppers({ seed: "states", startTime: NOW - 20_000_000, rate: 0.1 });
    const events = Array.from({ length: 2000 }, () => source.next().value);
    const store = memoryStore(sample.world);
    const states: Buffer[] = [];
    const enrich = coreOf(sample.world, NOW, {
      ...store,
      compareAndSet: (writes, deadline) => {
        for (const { next } of writes) states.push(Buffer.from(next));
        return store.compareAndSet(writes, deadline);
      },
    });
    for (const { text, device } of events) {
      const record = { partitionKey: device, data: Buffer.from(text) };
      await enrich({ events: 1, event: recordsEvent([record], NOW) });
    }
    const full = states.filter(({ length }) => length > 3_500);
    expect(full.length).toBeGreaterThan(100);
    const bytes = (all: readonly Buffer[]) => all.reduce((sum, { length }) => sum + length, 0);
    const packed = full.map((state) => storedState(state, "zstd"));
    expect(bytes(packed) / bytes(full) / measures.compressedState.share).toBeCloseTo(1, 0.7);
  });

  test("packs between those that were measured, and beyond", () => {
    const share = (events: number) => compressedShare("raw", events, "zstd");
    expect(share(0.3)).toBe(share(1));
    expect(share(7)).toBeLessThan(share(5));
    expect(share(7)).toBeGreaterThan(share(10));
    expect(share(5000)).toBe(share(500));
    expect(compressedShare("raw", 50, "none")).toBe(1);
    expect(compressedShare("raw", 50, "gzip")).toBeGreaterThan(share(50));
  });
});
