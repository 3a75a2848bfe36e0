import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { filingAt } from "../../../functions/archive/filing.ts";
import { transformPack } from "../../../functions/archive/transform.ts";
import { enrichHandler } from "../../../functions/enrich/handler.ts";
import { sourceOf } from "../../../shared/archive-partition.ts";
import type { OutRecord } from "../../../shared/stream.ts";
import { anyText } from "../../builders/any-text.ts";
import { enrichment, enrichRules } from "../../builders/enrichment.ts";
import { memoryFacts } from "../../builders/memory-facts.ts";
import { rawEvent } from "../../builders/raw-event.ts";
import { kinesisEvent, streamRecord } from "../../builders/stream-record.ts";
import { failure } from "../../shared/failure/builders.ts";

/** Packs that enrichment writes of raw events. */
async function enrichedPacks(texts: string[]): Promise<OutRecord[]> {
  const packs: OutRecord[] = [];
  let versions = 0;
  const handle = enrichHandler(
    {
      facts: memoryFacts(),
      enriched: {
        async put(records) {
          packs.push(...records);
          return [];
        },
      },
      failures: { publish: async () => [] },
      inputs: () => ({
        now: Date.parse("2026-03-04T10:00:02Z"),
        nextWriteId: () => String(versions++).padStart(16, "0"),
      }),
      meters: { batch() {} },
    },
    {
      enrichment,
      rules: enrichRules,
      outage: "wait",
      folders,
      lanes: 256,
      packBytes: 4096,
      compression: "none",
    },
  );
  const records = [streamRecord(texts)];
  await handle(kinesisEvent(records), {
    deadline: Number.MAX_SAFE_INTEGER,
    functionArn: "a",
    requestId: "r",
  });
  return packs;
}

const folders = new Set(["a", "b"]);
const filing = filingAt({ folders, firstDay: "2009-01-01" }, Date.parse("2026-03-04T10:00:02Z"));
const text = anyText({ maxLength: 20 });
const attributes = fc.record(
  {
    client_created_at: fc
      .date({ min: new Date("2026-02-01"), max: new Date("2026-03-05"), noInvalidDate: true })
      .map((date) => date.toISOString()),
    app_id: fc.oneof(
      fc.constantFrom("a", "b", "c"),
      fc.string({ minLength: 1, maxLength: 20 }).filter((id) => id.trim() !== ""),
    ),
    metadata: fc.dictionary(fc.oneof(text, fc.constant("source")), fc.jsonValue(), { maxKeys: 3 }),
    properties: fc.dictionary(text, fc.jsonValue(), { maxKeys: 3 }),
    price: fc.double({ noNaN: true, noDefaultInfinity: true }),
    quantity: fc.integer({ min: -10, max: 10 }),
    page_title: text,
    invented: fc.jsonValue(),
    source: fc.jsonValue(),
    event_time: fc.jsonValue(),
    Event_ID: text,
  },
  { requiredKeys: [] },
);

const textOf = (lines: Uint8Array): { event_id: string; source: string }[] =>
  Buffer.from(lines)
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

test("whatever enrichment writes, the archive takes: every line, each with its source, each pack in its partition", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(attributes, { minLength: 1, maxLength: 8 }), async (events) => {
      const texts = events.map((event, index) =>
        JSON.stringify({ ...rawEvent(), event_id: `e${index}`, ...event }),
      );
      const packs = await enrichedPacks(texts);
      const transformed = packs.map(({ data }) => transformPack(data, failure().source, filing));
      expect(transformed.flatMap(({ failures }) => failures.map(({ errors }) => errors))).toEqual([]);
      expect(transformed.reduce((sum, { archived }) => sum + archived, 0)).toBe(events.length);
      for (const [index, { lines, partition }] of transformed.entries()) {
        expect(lines).toBe(packs[index]!.data);
        const named = textOf(lines).map(({ source }) => (folders.has(source) ? source : "other"));
        expect(new Set(named)).toEqual(new Set([partition!.source]));
      }
      const found = transformed.flatMap(({ lines }) => textOf(lines));
      for (const { event_id, source } of found) {
        const { metadata, app_id } = JSON.parse(texts[Number(event_id.slice(1))]!);
        expect(source).toBe(sourceOf({ metadata, app_id }));
      }
    }),
    { numRuns: 300 },
  );
});
