import { describe, expect, test } from "@jest/globals";
import { searchHandler } from "../../../functions/search/handler.ts";
import type { SearchBatchFigures } from "../../../functions/search/meters.ts";
import type { Failure } from "../../../shared/failure/failed-event.ts";
import type { IndexedDocument } from "../../../shared/search/document-index.ts";
import type { StreamRecord, Unwritten } from "../../../shared/stream.ts";
import { enrichedEvent, enrichedEvents } from "../../builders/enriched-event.ts";
import { kinesisEvent, streamRecord } from "../../builders/stream-record.ts";

const DEADLINE = 1_000;

interface World {
  left?(documents: readonly IndexedDocument[]): Unwritten<IndexedDocument>[];
  unpublished?(failures: readonly Failure[]): Failure[];
}

function handlerIn({ left = () => [], unpublished = () => [] }: World = {}) {
  const effects: string[] = [];
  const published: Failure[] = [];
  const figures: SearchBatchFigures[] = [];
  const handle = searchHandler(
    {
      index: {
        async write(documents, deadline) {
          effects.push(`write ${documents.map(({ id }) => id).join(" ")} by ${deadline}`);
          return left(documents);
        },
      },
      failures: {
        async publish(failures, deadline) {
          effects.push(`publish ${failures.map(({ reason }) => reason).join(" ")} by ${deadline}`);
          published.push(...failures);
          return unpublished(failures);
        },
      },
      report: (figure) => void figures.push(figure),
      now: () => Date.parse("2026-03-10T00:00:00.000Z"),
    },
    { alias: "shop-events", keepDays: 7 },
  );
  const run = (records: readonly StreamRecord[]) =>
    handle(kinesisEvent(records), { deadline: DEADLINE, functionArn: "arn", requestId: "r" });
  return { run, effects, published, figures };
}

const leaving =
  (code: string, retriable: boolean, ...ids: string[]) =>
  (documents: readonly IndexedDocument[]): Unwritten<IndexedDocument>[] =>
    documents.filter(({ id }) => ids.includes(id)).map((item) => ({ item, code, message: "why", retriable }));

const failedOf = (records: readonly StreamRecord[]) => ({
  batchItemFailures: records.map(({ sequenceNumber }) => ({ itemIdentifier: sequenceNumber })),
});

describe("search handler", () => {
  test("indexes, then files, then reports", async () => {
    const { run, effects, figures } = handlerIn();
    expect(await run([streamRecord([...enrichedEvents(2), "no json"])])).toEqual(failedOf([]));
    expect(effects).toEqual([`write e-0 e-1 by ${DEADLINE}`, `publish not_json by ${DEADLINE}`]);
    expect(figures).toMatchObject([{ failed: 1, unwritten: 0 }]);
  });

  test("passes over what is older than what is kept, and counts it", async () => {
    const { run, effects, figures } = handlerIn();
    await run([streamRecord([enrichedEvent({ event_time: "2026-03-02T23:00:00.000Z" })])]);
    expect(effects).toEqual([`write  by ${DEADLINE}`]);
    expect(figures[0]!.batch.old).toBe(1);
  });

  test("an event that its index refuses is filed with its bytes at each of its places, and the rest goes on", async () => {
    const { run, published } = handlerIn({ left: leaving("mapper_parsing_exception", false, "e-1") });
    const records = [
      streamRecord(enrichedEvents(3)),
      streamRecord([enrichedEvent({ event_id: "e-1", user_id: "u-1" })]),
    ];
    expect(await run(records)).toEqual(failedOf([]));
    expect(published.map(({ stage, reason, event_id }) => [stage, reason, event_id])).toEqual([
      ["search", "index_rejected", "e-1"],
      ["search", "index_rejected", "e-1"],
    ]);
    expect(JSON.parse(String(published[0]!.payload))).toMatchObject({ event_id: "e-1" });
  });

  test("one that is too large for the domain is of that size", async () => {
    const { run, published } = handlerIn({ left: leaving("DocumentTooLarge", false, "e-0") });
    await run([streamRecord(enrichedEvents(3))]);
    expect(published.map(({ reason }) => reason)).toEqual(["oversize"]);
  });

  test("a record whose event is refused for the moment comes again, and the others do not", async () => {
    const { run, published } = handlerIn({ left: leaving("rejected_execution_exception", true, "e-2") });
    const records = enrichedEvents(4).map((event) => streamRecord([event]));
    expect(await run(records)).toEqual(failedOf([records[2]!]));
    expect(published).toEqual([]);
  });

  test("a batch that the domain takes less than half of is retried as a whole, and says why", async () => {
    const { run, effects } = handlerIn({ left: leaving("HTTP 503", true, "e-0", "e-1", "e-2") });
    await expect(run([streamRecord(enrichedEvents(4))])).rejects.toThrow(/3 of 4 .*HTTP 503/);
    expect(effects).toHaveLength(1);
  });

  test("a record whose failed event cannot be filed comes again", async () => {
    const { run } = handlerIn({ unpublished: (failures) => [...failures] });
    const records = [streamRecord(["no json"]), streamRecord(enrichedEvents(1))];
    expect(await run(records)).toEqual(failedOf([records[0]!]));
  });
});
