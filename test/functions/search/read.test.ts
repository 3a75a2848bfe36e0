import { describe, expect, test } from "@jest/globals";
import { readSearchBatch } from "../../../functions/search/read.ts";
import { enrichedEvent, enrichedEvents } from "../../builders/enriched-event.ts";
import { streamRecord } from "../../builders/stream-record.ts";

const rules = { alias: "shop-events", firstDay: "2026-03-01" };
const read = (...contents: (readonly (object | string)[])[]) =>
  readSearchBatch(
    contents.map((content) => streamRecord(content)),
    rules,
  );

describe("readSearchBatch", () => {
  test("a document has the event's bytes, its id, its day and when it was enriched", () => {
    const event = enrichedEvent();
    const [document] = [...read([event]).documents.keys()];
    expect(document).toEqual({
      index: "shop-events-2026-03-04",
      id: "e-1",
      version: Date.parse(event.processed_at),
      source: Buffer.from(JSON.stringify(event)),
    });
  });

  test("goes by the event's own day, so that it finds its index again", () => {
    const late = enrichedEvent({
      event_time: "2026-03-02T23:59:59.999Z",
      processed_at: "2026-03-09T00:00:00.000Z",
    });
    expect([...read([late]).documents.keys()].map(({ index }) => index)).toEqual(["shop-events-2026-03-02"]);
  });

  test.each([
    ["the first day that is kept", "2026-03-01T00:00:00.000Z", 0, 1],
    ["the day before", "2026-02-28T23:59:59.999Z", 1, 0],
  ])("an event of %s", (_what, event_time, old, documents) => {
    const batch = read([enrichedEvent({ event_time })]);
    expect([batch.old, batch.documents.size, batch.failures.length]).toEqual([old, documents, 0]);
  });

  test.each([
    ["no JSON", "not_json", "no json"],
    ["no object", "not_an_object", "[1]"],
    ["null", "not_an_object", "null"],
    ["no id", "schema_violation", { ...enrichedEvent(), event_id: 7 }],
    ["an id that no index takes", "schema_violation", { ...enrichedEvent(), event_id: "x".repeat(513) }],
    ["no time", "schema_violation", { ...enrichedEvent(), event_time: "yesterday" }],
    ["no version", "schema_violation", { ...enrichedEvent(), processed_at: undefined }],
  ])("%s fails by itself as %s", (_what, reason, line) => {
    const batch = read([line, enrichedEvent()]);
    expect(batch.failures.map(({ failure }) => [failure.stage, failure.reason])).toEqual([
      ["search", reason],
    ]);
    expect(batch.documents.size).toBe(1);
  });

  test("a record that cannot be unpacked fails as a whole", () => {
    const zstd = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3);
    const batch = readSearchBatch([streamRecord(zstd)], rules);
    expect(batch.failures.map(({ failure }) => failure.reason)).toEqual(["bad_aggregate"]);
  });

  test("of an event that comes twice the later version counts, wherever it stands", () => {
    const early = enrichedEvent({ browser: "old" });
    const later = enrichedEvent({ browser: "new", processed_at: "2026-03-05T00:00:00.000Z" });
    for (const order of [
      [early, later],
      [later, early],
    ]) {
      const batch = read([order[0]!], [order[1]!]);
      expect(batch.duplicates).toBe(1);
      const [document, entries] = [...batch.documents][0]!;
      expect(String(document.source)).toContain('"new"');
      expect(entries).toHaveLength(2);
    }
  });

  test("an event over several lines becomes one", () => {
    const text = JSON.stringify(enrichedEvent(), null, 2);
    const batch = readSearchBatch([streamRecord(Buffer.from(text))], rules);
    const sources = [...batch.documents.keys()].map(({ source }) => String(source));
    for (const source of sources) expect(source).not.toContain("\n");
    expect(batch.documents.size + batch.failures.length).toBeGreaterThan(0);
  });

  test("every event is one thing", () => {
    const batch = read(
      [...enrichedEvents(5), enrichedEvent({ event_id: "e-0" }), "x"],
      [enrichedEvent({ event_time: "2020-01-01T00:00:00.000Z" })],
    );
    expect(batch.documents.size + batch.duplicates + batch.failures.length + batch.old).toBe(8);
  });
});
