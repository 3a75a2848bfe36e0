import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Compile } from "typebox/compile";
import { type RawEvent, RawEventSchema, rawFieldNames } from "../../../shared/event/raw.ts";
import { TextCache } from "../../../shared/event/scan/text-cache.ts";
import { attributeIndex, EventScanner } from "../../../shared/event/scan.ts";
import { inspect } from "../../../shared/event/validate.ts";
import { rawEvent } from "../../builders/raw-event.ts";

const schema = Compile(RawEventSchema);
const scanner = new EventScanner();

const outcome = (text: string) => outcomeOf(Buffer.from(text));
const outcomeOf = (bytes: Uint8Array) => {
  const event = scanner.scan(bytes);
  return event === undefined ? "not read" : event.usual ? "usual" : "read";
};
const scanned = (text: string) => scanner.scan(Buffer.from(text))!;
const written = (change: Partial<RawEvent> & Record<string, unknown> = {}) =>
  JSON.stringify(rawEvent(change));

describe("what the scanner takes", () => {
  test.each([
    { description: "an event", text: written(), found: "usual" },
    { description: "maps of text", text: written({ metadata: { source: "w", a: "b" } }), found: "usual" },
    { description: "an empty map", text: written({ properties: {} }), found: "usual" },
    { description: "numbers", text: written({ price: -1.25, x: 0, viewport_w: 1920 }), found: "usual" },
    { description: "beyond ASCII", text: written({ page_title: "Grüße 😀", user_id: "ü" }), found: "usual" },
    { description: "an exponent", text: written({ price: 1e21 }), found: "read" },
    { description: "a negative count", text: written({ viewport_w: -1 }), found: "read" },
    { description: "a count that is too large", text: written({ viewport_w: 2 ** 31 }), found: "read" },
    { description: "a broken count", text: written({ quantity: 1.5 }), found: "read" },
    { description: "a text that is too long", text: written({ zip_code: "x".repeat(17) }), found: "read" },
    { description: "a list of addresses", text: written({ ip: "203.0.113.7, ".repeat(9) }), found: "usual" },
    { description: "an empty key", text: written({ user_id: "" }), found: "read" },
    { description: "an empty text", text: written({ page_title: "" }), found: "read" },
    { description: "a time zone", text: written({ timezone: "Asia/Tokyo" }), found: "usual" },
    { description: "a time zone that is none", text: written({ timezone: "Asia/Tokio" }), found: "read" },
    { description: "blanks", text: written({ user_id: "  " }), found: "read" },
    { description: "fifteen digits", text: written({ price: 12345678901.2345 }), found: "usual" },
    { description: "sixteen digits", text: written({ price: 9007199254740992 }), found: "read" },
    { description: "sixteen digits of a fraction", text: written({ x: 0.123456789012345 }), found: "read" },
    { description: "an escape", text: written({ page_title: 'a "b" \\' }), found: "read" },
    { description: "an address", text: written({ ip: "[2001:db8::1]:443" }), found: "usual" },
    { description: "what is no address", text: written({ ip: "unknown" }), found: "read" },
    {
      description: "an escape in an address that is none in JSON",
      text: written({ ip: "1.2.3.4" }).replace("1.2.3.4", "\\q1.2.3.4"),
      found: "read",
    },
    {
      description: "an escape in a time zone that is none in JSON",
      text: written({ timezone: "UTC" }).replace("UTC", "\\qUTC"),
      found: "read",
    },
    { description: "no app_id", text: written({ app_id: undefined as never }), found: "read" },
    { description: "epoch time", text: written({ client_created_at: 5 }), found: "not read" },
    { description: "an unknown attribute", text: written({ colour: "red" }), found: "not read" },
    { description: "a null", text: written({ price: null as never }), found: "not read" },
    { description: "a number in a map", text: written({ properties: { n: 1 } }), found: "not read" },
    {
      description: "a control character",
      text: written({ user_id: "ab" }).replace("ab", "a\nb"),
      found: "not read",
    },
    { description: "a string without end", text: written().replace(/"\}$/, ""), found: "not read" },
    { description: "a backslash at the end", text: written().replace(/"\}$/, "\\"), found: "not read" },
    { description: "white space", text: JSON.stringify(rawEvent(), null, 1), found: "not read" },
    { description: "an attribute twice", text: written().replace("{", '{"app_id":"a",'), found: "not read" },
    { description: "another text behind", text: `${written()}{}`, found: "not read" },
    { description: "an end that is missing", text: written().slice(0, -1), found: "not read" },
    { description: "a comma too many", text: written().replace(/}$/, ",}"), found: "not read" },
    { description: "an empty object", text: "{}", found: "not read" },
    { description: "nothing", text: "", found: "not read" },
    { description: "a leading zero", text: written({ price: 5 }).replace(":5", ":05"), found: "read" },
    { description: "a point and no digit", text: written({ price: 5 }).replace(":5", ":5."), found: "read" },
    { description: "a sign alone", text: written({ price: 5 }).replace(":5", ":-"), found: "read" },
    {
      description: "rows",
      text: written({ items: [{ name: "Tea \u{1f375}", price: 1.5 }] }),
      found: "usual",
    },
    { description: "no rows", text: written({ items: [] }), found: "usual" },
    {
      description: "a row of an unknown name",
      text: written({ items: [{ hue: "red" }] as never }),
      found: "read",
    },
    {
      description: "a row that does not fit",
      text: written({ items: [{ price: "dear" }] as never }),
      found: "read",
    },
    { description: "a row that is none", text: written({ items: [5] as never }), found: "read" },
    {
      description: "sixteen digits in a row",
      text: written({ items: [{ price: 5 }] }).replace(":5", ":9007199254740993"),
      found: "read",
    },
    {
      description: "a list that is no JSON",
      text: written({ items: [{ price: 5 }] }).replace(":5", ":05"),
      found: "read",
    },
  ])("$description: $found", ({ text, found }) => {
    expect(outcome(text)).toBe(found);
  });
});

test("bytes that are not UTF-8 are no usual event", () => {
  const bytes = Buffer.from(written({ page_title: "Xx" }));
  bytes[bytes.indexOf("Xx")] = 0xff;
  expect(outcomeOf(bytes)).toBe("read");
});

test("attributes that come in another order each time are found all the same", () => {
  const entries = Object.entries(rawEvent({ price: 1, zip_code: "1" }));
  for (let turn = 0; turn < entries.length; turn += 1) {
    entries.push(entries.shift()!);
    if (turn % 3 === 0) entries.reverse();
    expect(outcome(JSON.stringify(Object.fromEntries(entries)))).toBe("usual");
  }
});

const texts = new TextCache(16, (text) => text);
const { event_id, price, quantity, ip, client_created_at, client_sent_at, zip_code, page_title } =
  attributeIndex;

describe("what it tells of an event that was parsed, too", () => {
  test.each([
    { description: "plain", change: { page_title: "Shoes", metadata: { version: "1", source: "web" } } },
    { description: "beyond ASCII", change: { page_title: "Grüße 😀", metadata: { source: "café" } } },
    { description: "with escapes", change: { page_title: 'a "b" \\ \n', metadata: { source: "\t" } } },
  ])("is what the parser finds: $description", ({ change }) => {
    const event = rawEvent({ ip: "203.0.113.7", price: 12.5, ...change });
    const found = scanned(JSON.stringify(event));
    expect(found.string(page_title)).toBe(change.page_title);
    expect(found.of(page_title, texts)).toBe(change.page_title);
    expect(found.ofSource(texts)).toBe(change.metadata.source);
    expect(found.number(price)).toBe(12.5);
    expect(found.string(zip_code)).toBeUndefined();
    expect(found.of(zip_code, texts)).toBeUndefined();
    expect(found.number(quantity)).toBeUndefined();
    expect(found.instant(client_created_at)).toBe(Date.parse(event.client_created_at as string));
    expect(found.instant(client_sent_at)).toBeUndefined();
  });

  test.each([
    { description: "the last of two", metadata: '{"source":"a","source":"b"}', source: "b" },
    { description: "named by its letters' codes", metadata: '{"\\u0073ourc\\u0065":"b"}', source: "b" },
    { description: "of another name", metadata: '{"sources":"b","a":"source"}', source: undefined },
    { description: "of other data", metadata: "{}", source: undefined },
  ])("has the source that its metadata name: $description", ({ metadata, source }) => {
    const text = written({ metadata: undefined, properties: { source: "p" } });
    expect(scanned(text.replace("{", `{"metadata":${metadata},`)).ofSource(texts)).toBe(source);
  });
});

describe("an instant", () => {
  test.each([
    { description: "another day", instant: "2026-03-05T23:59:59.999Z", isStored: true },
    { description: "the day before it again", instant: "2026-03-04T00:00:00.000Z", isStored: true },
    { description: "the last one", instant: "9999-12-31T23:59:59.999Z", isStored: true },
    { description: "a day that no month has", instant: "2026-02-30T10:00:00.000Z", isStored: false },
    { description: "the first one", instant: "1995-01-01T00:00:00.000Z", isStored: true },
    { description: "before it", instant: "1994-12-31T23:59:59.999Z", isStored: false },
    { description: "an hour too many", instant: "2026-03-04T24:00:00.000Z", isStored: false },
    { description: "a space between date and time", instant: "2026-03-04 10:00:00.000Z", isStored: false },
    { description: "a comma before the fraction", instant: "2026-03-04T10:00:00,000Z", isStored: false },
    { description: "no digit", instant: "2026-03-04T1x:00:00.000Z", isStored: false },
    { description: "other delimiters", instant: "2026-03-04T10.00.00.000Z", isStored: false },
    { description: "another zone", instant: "2026-03-04T10:00:00.000+", isStored: false },
    { description: "another date", instant: "2026/03/04T10:00:00.000Z", isStored: false },
    { description: "another form", instant: "2026-03-04", isStored: false },
  ])("is told as the parser of instants does: $description", ({ instant, isStored }) => {
    const found = scanned(written({ client_sent_at: instant }));
    expect(found.instant(client_sent_at)).toBe(isStored ? Date.parse(instant) : Number.NaN);
  });
});

test("tells where an attribute begins, with what is before it, and where it ends", () => {
  const text = written({ ip: "203.0.113.7", page_title: 'with "quotes"' });
  const found = scanned(text);
  expect(text.slice(found.beginOf(ip), found.endOf(ip))).toBe(',"ip":"203.0.113.7"');
  const title = text.slice(found.beginOf(page_title), found.endOf(page_title));
  expect(title).toBe(',"page_title":"with \\"quotes\\""');
  expect(found.has(zip_code)).toBe(false);
});

describe("whatever the text", () => {
  const value = fc.oneof(
    fc.constantFrom<unknown>("", "x".repeat(128), -1, 0.5, 2 ** 31, 1e300, true, null, []),
    fc.string(),
    fc.jsonValue(),
    fc.dictionary(fc.string(), fc.string()),
  );
  const change = fc.dictionary(fc.oneof(fc.constantFrom(...rawFieldNames), fc.string()), value, {
    maxKeys: 3,
  });
  const spoilt = fc
    .tuple(change, fc.nat(), fc.constantFrom("", '"', "\\", ",", ":", "{", "}", "0", "-", ".", "e"))
    .map(([change, at, piece]) => {
      const text = JSON.stringify({ ...rawEvent(), ...change });
      const place = at % (text.length + 1);
      return text.slice(0, place) + piece + text.slice(place + (at % 2));
    });

  test("what it calls usual is valid JSON of a valid event in its stored form, or has an instant to be looked at", () => {
    fc.assert(
      fc.property(spoilt, (text) => {
        if (outcome(text) !== "usual") return;
        const event = JSON.parse(text);
        expect(schema.Check(event)).toBe(true);
        const instants = ["client_created_at", "client_sent_at", "received_at"];
        const timed = Object.fromEntries(
          Object.entries(event).map(([name, value]) =>
            instants.includes(name) ? [name, "2026-03-04T10:00:00.000Z"] : [name, value],
          ),
        );
        expect(inspect(timed)).toBe("stored");
        const found = scanned(text);
        expect(found.string(event_id)).toBe(event.event_id);
        expect(found.number(price)).toBe(event.price);
        expect(found.ofSource(texts)).toBe(event.metadata?.source);
      }),
      { numRuns: 5000 },
    );
  });
});
