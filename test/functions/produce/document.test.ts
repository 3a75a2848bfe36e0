import { describe, expect, test } from "@jest/globals";
import { eventsOfDocument, readsField } from "../../../functions/produce/document.ts";
import type { Hit } from "../../../functions/produce/elasticsearch.ts";
import { loadMapping } from "../../../shared/mapping/load.ts";
import type { SourceMapping } from "../../../shared/mapping/source-mapping.ts";
import { rawEvent } from "../../builders/raw-event.ts";

const native = loadMapping("native");

const hit = (document: object, override: Partial<Hit> = {}): Hit => ({
  index: "clicks",
  id: "d-1",
  ingestedAt: "2026-03-04T10:00:02.123456789Z",
  document: document as Record<string, unknown>,
  sort: ["2026-03-04T10:00:02.123456789Z", 0],
  ...override,
});

describe("eventsOf", () => {
  test("a complete event goes on byte for byte, in its device's lane", () => {
    const event = rawEvent({ user_id: "u-9" });
    expect(eventsOfDocument(native, hit(event))).toMatchObject([
      {
        text: JSON.stringify(event),
        device: "u-9",
        event_id: event.event_id,
        source: {
          stream: "elasticsearch/clicks",
          sequence_number: "d-1",
          arrival_time: "2026-03-04T10:00:02.123Z",
        },
      },
    ]);
  });

  test("the id of a document without one follows from its place", () => {
    const idOf = (override: Partial<Hit>) =>
      JSON.parse(
        eventsOfDocument(native, hit(rawEvent({ event_id: undefined }), override))[0]!.text as string,
      ).event_id;
    expect(idOf({})).toBe(idOf({ ingestedAt: "2027-01-01T00:00:00.000Z" }));
    expect(new Set([idOf({}), idOf({ id: "d-2" }), idOf({ index: "other" })]).size).toBe(3);
  });

  test("the ingest time is stamped, and marked as no measure of the client's clock: an index may be filled any time", () => {
    const received = (document: object) =>
      JSON.parse(eventsOfDocument(native, hit(document))[0]!.text as string) as Record<string, unknown>;
    const sent = rawEvent({ client_sent_at: "2026-03-01T10:00:01.000Z", received_at: undefined });
    expect(received(sent)).toMatchObject({
      received_at: "2026-03-04T10:00:02.123Z",
      metadata: { received_at_from: "reading" },
    });
    expect(received({ ...sent, received_at: "2026-03-01T10:00:02.000Z" })).not.toHaveProperty("metadata");
    expect(received(rawEvent({ received_at: undefined }))).not.toHaveProperty("metadata");
  });

  test.each([
    { description: "a number", user_id: 42, device: "42" },
    { description: "an object", user_id: { id: 1 }, device: "" },
  ])("a user that is $description goes on, in the lane that enrichment will find", ({ user_id, device }) => {
    const [event] = eventsOfDocument(native, hit({ ...rawEvent(), user_id }));
    expect(event).toMatchObject({ device, event_id: "e-1" });
    expect(event).not.toHaveProperty("refused");
  });

  test("a document that cannot be mapped is refused with its own bytes", () => {
    const document = { userId: "u", eventType: "view" };
    expect(eventsOfDocument(loadMapping("camel"), hit(document))).toMatchObject([
      { text: JSON.stringify(document), refused: { reason: "schema_violation" } },
    ]);
  });

  const batch: SourceMapping = {
    name: "batch",
    each: "events",
    fields: {
      event_name: "events.name",
      app_id: { constant: "shop" },
      client_created_at: "at",
      user_id: "user",
    },
  };

  test("a document of several events gives each its own id and its own place", () => {
    const document = { at: "2026-03-04T10:00:00Z", user: "u", events: [{ name: "a" }, { name: "b" }] };
    const events = eventsOfDocument(batch, hit(document));
    expect(events.map(({ text }) => JSON.parse(text as string).event_name)).toEqual(["a", "b"]);
    expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(2);
    expect(events.map(({ source }) => source.subsequence_number)).toEqual([0, 1]);
  });

  test("a document with an empty list of events is refused and not passed over", () => {
    const document = { at: "2026-03-04T10:00:00Z", user: "u", events: [] };
    expect(eventsOfDocument(batch, hit(document))).toMatchObject([
      { text: JSON.stringify(document), refused: { reason: "schema_violation" } },
    ]);
  });
});

describe("readsField", () => {
  test.each([
    { mapping: native, field: "ingested_at", reads: false },
    { mapping: native, field: "received_at", reads: true },
    { mapping: { name: "m", fields: { client_created_at: "@timestamp" } }, field: "@timestamp", reads: true },
    {
      mapping: { name: "m", fields: { client_created_at: ["ts", "@timestamp"] } },
      field: "@timestamp",
      reads: true,
    },
    { mapping: { name: "m", metadata: { at: { template: "{ingested}" } } }, field: "ingested", reads: true },
    { mapping: { name: "m", fields: { client_created_at: "ts" } }, field: "ingested", reads: false },
  ])("$mapping.name, $field: $reads", ({ mapping, field, reads }) => {
    expect(readsField(mapping as SourceMapping, field)).toBe(reads);
  });
});
