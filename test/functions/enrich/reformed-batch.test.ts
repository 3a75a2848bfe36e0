import { expect, test } from "@jest/globals";
import { type EnrichPorts, enrichHandler } from "../../../functions/enrich/handler.ts";
import { KEEP_APPLIED } from "../../../functions/enrich/write/beyond.ts";
import { unpackRecord } from "../../../shared/pack/decode.ts";
import { enrichment, enrichRules } from "../../builders/enrichment.ts";
import { memoryFacts } from "../../builders/memory-facts.ts";
import { rawEvent } from "../../builders/raw-event.ts";
import { kinesisEvent, streamRecord } from "../../builders/stream-record.ts";

const invocation = { deadline: Number.MAX_SAFE_INTEGER, functionArn: "arn:enrich", requestId: "r" };

/** Enrichment whose environment dies between remembering and emitting as long as `dies` says so. */
function dyingEnrichment() {
  const world = { dies: true, lines: [] as string[] };
  let versions = 0;
  let now = Date.parse("2026-03-04T10:00:02Z");
  const ports: EnrichPorts = {
    facts: memoryFacts(),
    enriched: {
      async put(records) {
        if (world.dies) throw new Error("the environment died");
        for (const { data } of records) {
          const unpacked = unpackRecord(data);
          if (unpacked.ok)
            world.lines.push(...unpacked.entries.map((entry) => Buffer.from(entry).toString()));
        }
        return [];
      },
    },
    failures: { publish: async (failures) => [...failures] },
    inputs: () => ({ now: now++, nextWriteId: () => String(versions++).padStart(16, "0") }),
    meters: { batch() {} },
  };
  const handle = enrichHandler(ports, {
    enrichment,
    rules: enrichRules,
    outage: "wait",
    folders: new Set(),
    lanes: 4,
    packBytes: 131_072,
    compression: "none",
  });
  return {
    world,
    deliver: (events: readonly object[]) => handle(kinesisEvent([streamRecord(events)]), invocation),
  };
}

const pageView = (index: number) => rawEvent({ event_id: `e-${index}` });

test("a batch that comes back larger, again and again, still finds each of its events applied", async () => {
  const { world, deliver } = dyingEnrichment();
  const most = 2 * KEEP_APPLIED + 20;
  const events = Array.from({ length: most }, (_, index) => pageView(index));
  for (const size of [2 * KEEP_APPLIED, 2 * KEEP_APPLIED + 10, most])
    await expect(deliver(events.slice(0, size))).rejects.toThrow("died");
  world.dies = false;
  await deliver(events);
  const figures = world.lines.map((line) => JSON.parse(line).session_event_index);
  expect(figures).toEqual(events.map((_, index) => index + 1));
});
