import { expect, test } from "@jest/globals";
import { enrichHandler } from "../../../functions/enrich/handler.ts";
import { inlineScoring } from "../../../functions/enrich/inline.ts";
import type { Failure } from "../../../shared/failure/failed-event.ts";
import type { ScoringEvent } from "../../../shared/features/scoring-event.ts";
import { unpackRecord } from "../../../shared/pack/decode.ts";
import type { TableItem, WrittenItem } from "../../../shared/table.ts";
import { enrichment, enrichRules } from "../../builders/enrichment.ts";
import { memoryFacts } from "../../builders/memory-facts.ts";
import { rawEvent } from "../../builders/raw-event.ts";
import { kinesisEvent, streamRecord } from "../../builders/stream-record.ts";
import { itemIn } from "../../builders/written-item.ts";
import { type Scores, scorerOf } from "../../shared/scoring/scores.ts";

const NOW = Date.parse("2026-03-04T10:00:02Z");
const DEADLINE = NOW + 60_000;

/** Enriches a batch that is scored on its way; returns which events went on, which failed and what comes again. */
async function scored(ids: readonly string[], answer: (events: readonly ScoringEvent[]) => Partial<Scores>) {
  const records = ids.map((event_id) => streamRecord([rawEvent({ event_id })]));
  const lines: string[] = [];
  const failures: Failure[] = [];
  const items: TableItem[] = [];
  const asked: string[] = [];
  const scorer = scorerOf((events) => {
    asked.push(...events.map(({ event_id }) => event_id));
    return answer(events);
  });
  const table = {
    write: async (some: readonly WrittenItem[]) => {
      items.push(...some.map(itemIn));
      return [];
    },
  };
  const ports = { scorer, table, meters: { stored() {} } };
  const policy = { writes: "every_event", ttlDays: 1, budget: 100 } as const;
  const handle = enrichHandler(
    {
      facts: memoryFacts(),
      enriched: {
        async put(packs) {
          for (const { data } of packs) {
            const unpacked = unpackRecord(data);
            if (unpacked.ok) lines.push(...unpacked.entries.map((entry) => Buffer.from(entry).toString()));
          }
          return [];
        },
      },
      failures: {
        async publish(some) {
          failures.push(...some);
          return [];
        },
      },
      score: inlineScoring(ports, policy, enrichment.lines, () => NOW),
      inputs: () => ({ now: NOW, nextWriteId: () => "0123456789abcdef" }),
      meters: { batch() {} },
    },
    {
      enrichment,
      rules: enrichRules,
      outage: "wait",
      folders: new Set(),
      lanes: 4,
      packBytes: 131_072,
      compression: "none",
    },
  );
  const invocation = { deadline: DEADLINE, functionArn: "arn", requestId: "r" };
  const { batchItemFailures } = await handle(kinesisEvent(records), invocation);
  const again = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  return {
    asked,
    items,
    failures,
    wentOn: lines.map((line) => JSON.parse(line).event_id),
    again: records.map(({ sequenceNumber }) => again.has(sequenceNumber)),
  };
}

const predicted = (events: readonly ScoringEvent[]) =>
  events.map((event) => ({
    event,
    features: [],
    itemFeatures: "",
    prediction: 0.5,
    modelVersion: "m",
    scoredAt: NOW,
  }));

test("what is scored is stored once, and every line of it goes on", async () => {
  const { asked, items, wentOn, again } = await scored(["a", "b", "a"], (events) => ({
    scored: predicted(events),
  }));
  expect(asked).toEqual(["a", "b"]);
  expect(items.map(({ event_id }) => event_id)).toEqual([{ S: "a" }, { S: "b" }]);
  expect(wentOn).toEqual(["a", "b", "a"]);
  expect(again).toEqual([false, false, false]);
});

test("what could not be scored in time comes again with each of its records, and does not go on before", async () => {
  const { wentOn, again, failures } = await scored(["a", "b", "a"], (events) => ({
    scored: predicted(events.filter(({ event_id }) => event_id === "b")),
    unscored: events.filter(({ event_id }) => event_id === "a"),
  }));
  expect(wentOn).toEqual(["b"]);
  expect(again).toEqual([true, false, true]);
  expect(failures).toEqual([]);
});

test("what the model refuses is a failed event with the bytes of its enriched line, which goes on all the same", async () => {
  const { wentOn, again, failures } = await scored(["a", "b"], (events) => ({
    scored: predicted(events.filter(({ event_id }) => event_id === "b")),
    rejected: events
      .filter(({ event_id }) => event_id === "a")
      .map((event) => ({ event, status: 422, message: "odd" })),
  }));
  expect(wentOn).toEqual(["a", "b"]);
  expect(again).toEqual([false, false]);
  expect(failures).toMatchObject([{ stage: "predict", reason: "model_rejected", event_id: "a" }]);
  expect(JSON.parse(Buffer.from(failures[0]!.payload).toString())).toMatchObject({
    event_id: "a",
    session_event_index: 1,
  });
});
