import { describe, expect, test } from "@jest/globals";
import { coreOf } from "../../../scripts/bench/enrich.ts";
import { sampleEvents } from "../../../scripts/bench/events.ts";
import { compressedShare, measures } from "../../../scripts/cost/measures.ts";
import { compress } from "../../../shared/pack/compression.ts";
import { unpackRecord } from "../../../shared/pack/decode.ts";

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
