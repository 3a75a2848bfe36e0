import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { type ReadEvent, readEvent } from "../../../../functions/enrich/read.ts";
import { FINGERPRINT_LENGTH } from "../../../../functions/enrich/steps/fingerprint.ts";
import type { RawEvent } from "../../../../shared/event/raw.ts";
import { withReplayed } from "../../../../shared/failure/replayed.ts";
import { enrichment } from "../../../builders/enrichment.ts";
import { rawEvent } from "../../../builders/raw-event.ts";
import { streamRecord } from "../../../builders/stream-record.ts";

const fingerprint = (event: RawEvent) =>
  (
    readEvent(Buffer.from(JSON.stringify(event)), streamRecord([]), 0, enrichment) as ReadEvent
  ).fingerprint.slice(0, FINGERPRINT_LENGTH);
const expected = fingerprint(rawEvent());

describe("fingerprintOf", () => {
  test.each([
    { description: "another id", event: rawEvent({ event_id: "other" }), same: true },
    { description: "another id with a quote", event: rawEvent({ event_id: 'o"ther' }), same: true },
    { description: "another id beyond ASCII", event: rawEvent({ event_id: "öther" }), same: true },
    {
      description: "another receipt",
      event: rawEvent({ received_at: "2026-03-05T00:00:00.000Z" }),
      same: true,
    },
    { description: "another address", event: rawEvent({ ip: "203.0.113.7" }), same: true },
    { description: "an address before all else", event: { ip: "203.0.113.7", ...rawEvent() }, same: true },
    {
      description: "an epoch time for the same instant",
      event: rawEvent({ received_at: 1_772_618_401 }),
      same: true,
    },
    { description: "another page", event: rawEvent({ page_url: "https://shop.example/" }), same: false },
    {
      description: "another time",
      event: rawEvent({ client_created_at: "2026-03-04T10:00:00.001Z" }),
      same: false,
    },
  ])("$description", ({ event, same }) => {
    expect(fingerprint(event) === expected).toBe(same);
  });

  test.each([
    { description: "an event without metadata", event: rawEvent({ metadata: undefined }) },
    { description: "an event with metadata", event: rawEvent({ metadata: { source: "web" } }) },
    { description: "an event that is encoded anew", event: rawEvent({ unknown_attribute: 7 }) },
  ])("is the same once it was replayed: $description", ({ event }) => {
    const failureId = `${"0".repeat(32)}-enrich`;
    const replayed = { replay_of: failureId, replay_count: 1, first_failed_at: "2026-03-01T12:00:00.000Z" };
    const marked = withReplayed(Buffer.from(JSON.stringify(event)), replayed)!;
    expect(fingerprint(JSON.parse(Buffer.from(marked).toString()))).toBe(fingerprint(event));
  });

  test("is the hash of the stored JSON without identity and transport", () => {
    const { event_id: _id, received_at: _received, ...content } = rawEvent({ client_sent_at: undefined });
    const json = JSON.stringify(content).slice(0, -1);
    expect(expected).toBe(createHash("sha1").update(json).digest("hex").slice(0, FINGERPRINT_LENGTH));
  });
});
