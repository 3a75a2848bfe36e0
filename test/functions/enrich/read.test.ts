import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type ReadEvent, readEvent } from "../../../functions/enrich/read.ts";
import { FINGERPRINT_LENGTH } from "../../../functions/enrich/steps/fingerprint.ts";
import { writeOpen } from "../../../functions/enrich/write/splice.ts";
import { canonicalEvent } from "../../../shared/event/canonical.ts";
import { heldToReceipt } from "../../../shared/event/held-to-receipt.ts";
import { isNoId } from "../../../shared/event/no-id.ts";
import { type RawEvent, rawFieldNames } from "../../../shared/event/raw.ts";
import { noMarks, validateEvent } from "../../../shared/event/validate.ts";
import { eventValue } from "../../../shared/event/value.ts";
import { TextBuffer } from "../../../shared/json/text-buffer.ts";
import { anyText } from "../../builders/any-text.ts";
import { enrichment } from "../../builders/enrichment.ts";
import { rawEvent } from "../../builders/raw-event.ts";
import { streamRecord } from "../../builders/stream-record.ts";

const ARRIVED = Date.parse("2026-03-04T10:00:02.000Z");
const record = streamRecord([], { arrivalTime: ARRIVED });

function read(text: string): ReadEvent {
  const found = readEvent(Buffer.from(text), record, 3, enrichment);
  if ("reason" in found) throw new Error(`${found.reason}: ${JSON.stringify(found.errors)}`);
  return found;
}

/** What is asked of an event, without the pieces of which its line is made. */
function facts(event: ReadEvent) {
  const {
    stored: _stored,
    pieces: _pieces,
    fingerprint: _fingerprint,
    bytes: _bytes,
    source,
    ...rest
  } = event;
  return { ...rest, source: source.name };
}

function stored(text: string): string {
  const out = new TextBuffer(64);
  writeOpen(out, read(text).stored);
  out.ascii("}");
  return out.view().toString();
}

const required =
  '"event_name":"click","app_id":"a","user_id":"u","client_created_at":"2026-03-04T10:00:00.000Z"';

describe("the stored event", () => {
  test.each([
    { description: "plain", text: JSON.stringify(rawEvent({ price: 1.5 })).replace("1.5", "1.50") },
    { description: "beyond ASCII", text: JSON.stringify(rawEvent({ page_title: "Grüße 😀" })) },
    { description: "with escapes", text: JSON.stringify(rawEvent({ page_title: '"a"\\' })) },
  ])("is the producer's bytes where they are compact: $description", ({ text }) => {
    expect(stored(text)).toBe(text);
  });

  test.each([
    { description: "last", text: `{"event_id":"e",${required},"ip":"203.0.113.7"}` },
    { description: "first", text: `{"ip":"203.0.113.7","event_id":"e",${required}}` },
    { description: "in the middle", text: `{"event_id":"e","ip":"203.0.113.7",${required}}` },
    { description: "written with spaces", text: `{ "event_id" : "e", "ip" : "203.0.113.7",${required}}` },
    {
      description: "given twice",
      text: `{"ip":"198.51.100.1","event_id":"e","ip":"203.0.113.7",${required}}`,
    },
    { description: "with an escaped key", text: `{"event_id":"e","\\u0069p":"203.0.113.7",${required}}` },
    { description: "after an umlaut", text: `{"event_id":"ö","ip":"203.0.113.7",${required}}` },
    {
      description: "beside one in a map",
      text: `{"metadata":{"ip":"203.0.113.7"},"ip":"203.0.113.7","event_id":"e",${required}}`,
    },
    {
      description: "beside text that looks like it",
      text: JSON.stringify(rawEvent({ page_title: '"ip":"203.0.113.7",', ip: "203.0.113.7" })),
    },
  ])("is without its address: $description", ({ text }) => {
    const { ip: _removed, ...rest } = JSON.parse(text);
    expect(JSON.parse(stored(text))).toEqual(rest);
  });

  test("is on one line, however it was written", () => {
    expect(stored(JSON.stringify(rawEvent(), null, 1))).toBe(JSON.stringify(rawEvent()));
  });

  test("says the same as encoding the stored form anew, for any event", () => {
    const texts = fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 });
    const changes = fc.record(
      {
        event_id: fc.string({ minLength: 1, maxLength: 20 }).filter((id) => id === id.trim() && !isNoId(id)),
        client_created_at: fc.constantFrom<string | number>(
          "2026-03-04T10:00:00.000Z",
          "2026-03-04",
          1_772_618_400,
        ),
        ip: fc.constantFrom("203.0.113.7", "::1", "[::1]:80"),
        page_title: fc.string({ unit: "grapheme", minLength: 1 }),
        price: fc.double({ noNaN: true, noDefaultInfinity: true }),
        metadata: texts,
        extra: fc.json(),
      },
      { requiredKeys: ["event_id", "client_created_at"] },
    );
    fc.assert(
      fc.property(changes, fc.constantFrom(0, 1), (change, indent) => {
        const event = rawEvent(change as Partial<RawEvent>);
        const text = JSON.stringify(event, null, indent);
        const { ip: _removed, ...expected } = canonicalEvent(JSON.parse(text));
        expect(JSON.parse(stored(text))).toEqual(JSON.parse(JSON.stringify(expected)));
        expect(read(text).event.event_id).toBe(event.event_id);
      }),
    );
  });
});

describe("what is asked of an event", () => {
  const event = rawEvent({ metadata: { source: "web" }, ip: "203.0.113.7", price: 2, zip_code: "10115" });

  test.each([
    { description: "plain", change: {} },
    { description: "beyond ASCII", change: { page_title: "Grüße", zip_code: "Ü1", session_id: "☃" } },
    { description: "with escapes", change: { zip_code: '"\\', user_id: "a\nb", session_id: "\u0000" } },
    { description: "with an unknown attribute", change: { colour: "red", quantity: -3 } },
    { description: "with an exponent", change: { price: 1e21 } },
    { description: "with epoch time", change: { received_at: Date.parse(event.received_at as string) } },
  ])("is the same whichever way it was read: $description", ({ change }) => {
    const changed: RawEvent = { ...event, ...change };
    const { event_id, event_name, user_id, session_id, ip, zip_code, timezone } = changed;
    expect(facts(read(JSON.stringify(changed)))).toEqual({
      event: { event_id, event_name, user_id, session_id, value: eventValue(changed), timezone },
      keys: [ip, zip_code],
      unsteadyAt: Number.NaN,
      device: changed.anonymous_id ?? changed.user_id,
      source: "web",
      failedSteps: [],
      marks: {},
      record,
      index: 3,
      eventTime: Date.parse(event.client_created_at as string),
      receivedAt: Date.parse(event.received_at as string),
    });
  });

  test("is the same where characters are written by their codes", () => {
    const text = JSON.stringify({ ...event, session_id: "s-1", client_sent_at: event.received_at });
    const byCode = (code: string) => `\\u${code.charCodeAt(0).toString(16).padStart(4, "0")}`;
    const coded = text.replace(/:"[^"{]*"/g, (value) => value.replace(/[a-z0-9]/g, byCode));
    expect(facts(read(coded))).toEqual(facts(read(text)));
    expect(JSON.parse(stored(coded))).toEqual(JSON.parse(stored(text)));
  });

  test.each([
    { description: "none", metadata: undefined, source: "shop" },
    { description: "an empty one", metadata: { source: "" }, source: "shop" },
    { description: "a number, which counts as absent", metadata: { source: 5 }, source: "shop" },
    { description: "null, which counts as absent", metadata: { source: null }, source: "shop" },
    { description: "the text null", metadata: { source: "null" }, source: "null" },
    {
      description: "longer than any that is kept in a cache",
      metadata: { source: "s".repeat(9000) },
      source: "s".repeat(9000),
    },
  ])("includes the source that is its column: $description", ({ metadata, source }) => {
    expect(read(JSON.stringify(rawEvent({ metadata }))).source.name).toBe(source);
  });

  test.each([
    { description: "a server's", metadata: { source: "web" }, at: "2026-03-04T09:00:00.500Z" },
    {
      description: "the reading's",
      metadata: { received_at_from: "reading" },
      at: "2026-03-04T10:00:00.000Z",
    },
    {
      description: "the reading's, told last",
      metadata: { a: "b", replay_of: "x", received_at_from: "reading" },
      at: "2026-03-04T10:00:00.000Z",
    },
    {
      description: "somebody else's word",
      metadata: { received_at_from: "edge" },
      at: "2026-03-04T09:00:00.500Z",
    },
  ])("includes when it happened, by a receipt that is $description", ({ metadata, at }) => {
    const changed = {
      ...event,
      metadata,
      client_sent_at: "2026-03-04T10:59:59.500Z",
      received_at: "2026-03-04T10:00:00.000Z",
      client_created_at: "2026-03-04T10:59:59.500Z",
    };
    const text = JSON.stringify({ ...changed, client_created_at: "2026-03-04T10:00:00.000Z" });
    for (const written of [text, ` ${text}`, text.replace("received_at_from", "\\u0072eceived_at_from")])
      expect(new Date(read(written).eventTime).toISOString()).toBe(at);
  });

  test("includes when it arrived, where it does not say so itself", () => {
    expect(read(JSON.stringify(rawEvent({ received_at: undefined as never }))).receivedAt).toBe(ARRIVED);
  });
});

describe("an event that has to be parsed because of a blank before it", () => {
  const instants = [
    "2026-03-04T10:00:00.000Z",
    "2026-03-04 10:00:00.000Z",
    "2026-03-04T10:00:00,000Z",
    "2026-03-04T10:00:00.000+00:00",
    "2026-03-04",
    "2026-02-30T10:00:00.000Z",
    "1969-12-31T23:59:59.999Z",
    "9999-12-31T23:59:59.999Z",
    "2026-03-04T24:00:00.000Z",
    5,
  ];
  const value = fc.oneof(
    anyText({ maxLength: 40 }),
    fc.constantFrom<unknown>(
      "",
      "ü".repeat(70),
      "😀".repeat(40),
      "\u0001",
      "\ud800",
      "::1",
      null,
      {},
      1e21,
      2 ** 31,
    ),
    fc.double(),
    fc.dictionary(fc.oneof(anyText({ maxLength: 5 }), fc.constant("source")), anyText({ maxLength: 9 })),
  );
  const changes = fc.tuple(
    fc.dictionary(fc.constantFrom(...rawFieldNames), value, { maxKeys: 2 }),
    fc.record(
      {
        client_created_at: fc.constantFrom(...instants),
        client_sent_at: fc.constantFrom(...instants),
        received_at: fc.constantFrom(...instants),
        metadata: fc.constantFrom({ received_at_from: "reading" }, { source: "web" }),
      },
      { requiredKeys: [] },
    ),
  );

  test("is the same event, or has the same thing wrong with it", () => {
    const found = (text: string) => {
      const read = readEvent(Buffer.from(text), record, 3, enrichment);
      if ("reason" in read) return read;
      const remembered = {
        numbers: enrichment.plain.map(() => Number.NaN),
        person: "",
        session: undefined,
        found: enrichment.nothingFound,
        outcome: enrichment.outcomes.of([], "missing", "missing", [], noMarks),
      };
      return { ...facts(read), line: JSON.parse(enrichment.lines.text({ event: read, remembered })) };
    };
    fc.assert(
      fc.property(changes, ([change, times]) => {
        const text = JSON.stringify({ ...rawEvent(), ...change, ...times });
        expect(found(` ${text}`)).toEqual(found(text));
      }),
      { numRuns: 2000 },
    );
  });
});

test("a day that no month has is refused, though it has the form of an instant", () => {
  const bytes = Buffer.from(JSON.stringify(rawEvent({ client_created_at: "2026-02-30T10:00:00.000Z" })));
  expect(readEvent(bytes, record, 3, enrichment)).toMatchObject({ reason: "schema_violation" });
});

test("a fingerprint is longer than it counts", () => {
  expect(read(JSON.stringify(rawEvent())).fingerprint.length).toBeGreaterThan(FINGERPRINT_LENGTH);
});

describe("an event that is usual at first sight", () => {
  const DAY = 86_400_000;
  const instant = fc
    .integer({ min: record.arrivalTime - 3 * DAY, max: record.arrivalTime + 3 * DAY })
    .map((ms) => new Date(ms).toISOString());

  test("is held to its receipt as one that is parsed", () => {
    const change = fc.record(
      { client_created_at: instant, client_sent_at: instant, received_at: instant },
      { requiredKeys: ["client_created_at"] },
    );
    fc.assert(
      fc.property(change, (change) => {
        const text = JSON.stringify({ ...rawEvent({ received_at: undefined }), ...change });
        const found = readEvent(Buffer.from(text), record, 0, enrichment);
        const held = heldToReceipt(validateEvent(JSON.parse(text)), record.arrivalTime);
        if (held.valid) expect(found).toMatchObject({ marks: held.marks });
        else expect(found).toMatchObject({ reason: "schema_violation", errors: held.errors });
      }),
      { numRuns: 500 },
    );
  });

  test("loses what is no address, and keeps it nowhere", () => {
    const found = read(JSON.stringify(rawEvent({ ip: "198.51.100.x" })));
    expect(found.marks).toEqual({ ip: "invalid" });
    expect(found.keys[0]).toBeUndefined();
    const kept = [found.stored.bytes, ...found.pieces].map((bytes) => Buffer.from(bytes).toString());
    expect(kept.join("")).not.toContain("198.51");
  });
});
