import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { predictHandler } from "../../../functions/predict/handler.ts";
import type { Failure } from "../../../shared/failure/failed-event.ts";
import type { ScoringEvent } from "../../../shared/features/scoring-event.ts";
import type { StorePolicy } from "../../../shared/scoring/store.ts";
import type { StreamRecord, Unwritten } from "../../../shared/stream.ts";
import type { WrittenItem } from "../../../shared/table.ts";
import { enrichedEvent, enrichedEvents } from "../../builders/enriched-event.ts";
import { kinesisEvent, streamRecord } from "../../builders/stream-record.ts";
import { itemIn } from "../../builders/written-item.ts";
import { scoredOf } from "../../shared/scoring/scored.ts";
import { type Scores, scorerOf } from "../../shared/scoring/scores.ts";

const policy: StorePolicy = { writes: "every_event", ttlDays: 30, budget: 100 };

interface World {
  /** What the scorer makes of the events; scores all unless given. */
  score?(events: readonly ScoringEvent[]): Partial<Scores>;
  unwritten?(items: readonly WrittenItem[]): Unwritten<WrittenItem>[];
  unpublished?(failures: readonly Failure[]): Failure[];
}

/** The handler in front of ports that note every effect, in order. */
function handlerIn({ score, unwritten = () => [], unpublished = () => [] }: World = {}) {
  const effects: string[] = [];
  const published: Failure[] = [];
  const handle = predictHandler(
    {
      scorer: scorerOf((events) => {
        effects.push(`score ${events.map(({ event_id }) => event_id).join(" ")}`);
        return score?.(events) ?? { scored: events.map((event) => scoredOf(event)) };
      }),
      table: {
        async write(items) {
          effects.push(`write ${items.map((item) => itemIn(item).event_id!.S).join(" ")}`);
          return unwritten(items);
        },
      },
      failures: {
        async publish(failures) {
          effects.push(`publish ${failures.map(({ reason }) => reason).join(" ")}`);
          published.push(...failures);
          return unpublished(failures);
        },
      },
      meters: { stored: () => {} },
      report: ({ failed, batch }) =>
        void effects.push(`report ${failed} failed, ${batch.duplicates} duplicates`),
      now: () => 0,
    },
    policy,
  );
  const run = (records: readonly StreamRecord[]) =>
    handle(kinesisEvent(records), { deadline: 1_000, functionArn: "arn", requestId: "r" });
  return { run, effects, published };
}

const failedOf = (records: readonly StreamRecord[]) => ({
  batchItemFailures: records.map(({ sequenceNumber }) => ({ itemIdentifier: sequenceNumber })),
});

const unscoring =
  (...ids: string[]) =>
  (events: readonly ScoringEvent[]): Partial<Scores> => ({
    scored: events.filter(({ event_id }) => !ids.includes(event_id)).map((event) => scoredOf(event)),
    unscored: events.filter(({ event_id }) => ids.includes(event_id)),
    lastError: "the model answered 503",
  });

describe("predict handler", () => {
  test("scores, then writes, then files, then reports", async () => {
    const { run, effects } = handlerIn();
    const answer = await run([
      streamRecord([...enrichedEvents(2), "no json"]),
      streamRecord([enrichedEvent({ event_id: "x" })]),
    ]);
    expect(effects).toEqual([
      "score e-0 e-1 x",
      "write e-0 e-1 x",
      "publish not_json",
      "report 1 failed, 0 duplicates",
    ]);
    expect(answer).toEqual(failedOf([]));
  });

  test("an event that comes twice is scored and written once", async () => {
    const { run, effects } = handlerIn();
    await run([
      streamRecord([enrichedEvent()]),
      streamRecord([enrichedEvent(), enrichedEvent({ user_id: "u-2" })]),
    ]);
    expect(effects).toEqual(["score e-1 e-1", "write e-1 e-1", "report 0 failed, 1 duplicates"]);
  });

  test("a record with an unscored event comes again, and so does every other record that holds the event", async () => {
    const { run } = handlerIn({ score: unscoring("e-1") });
    const records = [
      streamRecord(enrichedEvents(1)),
      streamRecord([enrichedEvent(), enrichedEvent({ event_id: "e-5" })]),
      streamRecord([enrichedEvent()]),
    ];
    expect(await run(records)).toEqual(failedOf(records.slice(1)));
  });

  test("a record whose item was not written comes again", async () => {
    const { run } = handlerIn({
      unwritten: (items) => [{ item: items[2]!, code: "UnprocessedItem", message: "busy", retriable: true }],
    });
    const records = enrichedEvents(4).map((event) => streamRecord([event]));
    expect(await run(records)).toEqual(failedOf([records[2]!]));
  });

  test("a rejected event is filed with its own bytes and place, and its record is done", async () => {
    const { run, published } = handlerIn({
      score: (events) => ({
        scored: [scoredOf(events[0]!)],
        rejected: [{ event: events[1]!, status: 400, message: "odd" }],
      }),
    });
    const record = streamRecord(enrichedEvents(2));
    expect(await run([record])).toEqual(failedOf([]));
    expect(published).toEqual([
      expect.objectContaining({
        stage: "predict",
        reason: "model_rejected",
        event_id: "e-1",
        source: expect.objectContaining({ sequence_number: record.sequenceNumber, subsequence_number: 1 }),
      }),
    ]);
    expect(JSON.parse(Buffer.from(published[0]!.payload).toString())).toEqual(enrichedEvents(2)[1]);
  });

  test("a pack that cannot be opened is filed as a whole", async () => {
    const { run, published } = handlerIn();
    const broken = Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]);
    expect(await run([streamRecord(broken)])).toEqual(failedOf([]));
    expect(published).toEqual([expect.objectContaining({ stage: "predict", reason: "bad_aggregate" })]);
    expect(Buffer.from(published[0]!.payload)).toEqual(broken);
  });

  test("a record whose failure cannot be filed comes again", async () => {
    const { run } = handlerIn({ unpublished: (failures) => [failures[0]!] });
    const records = [streamRecord(["bad"]), streamRecord(["worse"]), streamRecord(enrichedEvents(3))];
    expect(await run(records)).toEqual(failedOf([records[0]!]));
  });

  test("an outage for most of the batch throws, before anything is filed", async () => {
    const { run, effects } = handlerIn({ score: unscoring("e-1", "e-2", "e-3") });
    const records = [streamRecord(enrichedEvents(4)), streamRecord(["bad"])];
    await expect(run(records)).rejects.toThrow(
      "3 of 4 events have no prediction yet: the model answered 503",
    );
    expect(effects).toEqual(["score e-0 e-1 e-2 e-3", "write e-0"]);
  });

  test("an outage for half of it does not", async () => {
    const { run } = handlerIn({ score: unscoring("e-2", "e-3") });
    const record = streamRecord(enrichedEvents(4));
    expect(await run([record])).toEqual(failedOf([record]));
  });

  test("a table that refuses most items throws, and a model that refuses most events does not", async () => {
    const refuse = (items: readonly WrittenItem[]) =>
      items.map((item) => ({ item, code: "ValidationException", message: "no such key", retriable: false }));
    await expect(handlerIn({ unwritten: refuse }).run([streamRecord(enrichedEvents(3))])).rejects.toThrow(
      /unpublishable/,
    );

    const { run, published } = handlerIn({
      score: (events) => ({ rejected: events.map((event) => ({ event, status: 400, message: "odd" })) }),
    });
    expect(await run([streamRecord(enrichedEvents(3))])).toEqual(failedOf([]));
    expect(published).toHaveLength(3);
  });

  test("every line is predicted, filed, or in a record that comes again", async () => {
    const fates = fc.array(
      fc.array(fc.constantFrom("scored", "rejected", "unscored", "bad", "unwritten"), {
        minLength: 1,
        maxLength: 6,
      }),
      { minLength: 1, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(fates, async (packs) => {
        const fateOf = new Map<string, string>();
        const records = packs.map((pack, at) =>
          streamRecord(
            pack.map((fate, index) => {
              const event_id = `${at}-${index}`;
              fateOf.set(event_id, fate);
              return fate === "bad" ? "bad" : enrichedEvent({ event_id });
            }),
          ),
        );
        const having = (events: readonly ScoringEvent[], ...fates: string[]) =>
          events.filter(({ event_id }) => fates.includes(fateOf.get(event_id)!));
        const written: string[] = [];
        const { run, published } = handlerIn({
          score: (events) => ({
            scored: having(events, "scored", "unwritten").map((event) => scoredOf(event)),
            rejected: having(events, "rejected").map((event) => ({ event, status: 400, message: "odd" })),
            unscored: having(events, "unscored"),
          }),
          unwritten: (items) => {
            const idOf = (item: WrittenItem) => itemIn(item).event_id!.S!;
            const lost = items.filter((item) => fateOf.get(idOf(item)) === "unwritten");
            written.push(...items.filter((item) => !lost.includes(item)).map(idOf));
            return lost.map((item) => ({ item, code: "UnprocessedItem", message: "busy", retriable: true }));
          },
        });
        const answer = await run(records).catch(() => failedOf(records));
        const again = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
        const filed = new Set(
          published.map(({ source }) => `${source.sequence_number}/${source.subsequence_number}`),
        );
        packs.forEach((pack, at) => {
          const { sequenceNumber } = records[at]!;
          const isDone = pack.every(
            (_, index) => filed.has(`${sequenceNumber}/${index}`) || written.includes(`${at}-${index}`),
          );
          expect(isDone || again.has(sequenceNumber)).toBe(true);
          if (pack.some((fate) => fate === "unscored" || fate === "unwritten"))
            expect(again.has(sequenceNumber)).toBe(true);
        });
      }),
      { numRuns: 100 },
    );
  });
});
