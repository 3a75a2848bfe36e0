import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { checkArchiveLine } from "../../../functions/archive/check.ts";
import { plainEvent } from "../../../functions/archive/plain-event.ts";
import { anyText } from "../../builders/any-text.ts";
import { rawEvent } from "../../builders/raw-event.ts";
import { enrich } from "../enrich/enriching.ts";
import { archivedEvent, archivedLine } from "./builders.ts";

/** In the order of enrichment: the producer's own attributes, then the source, then the time. */
function written(override: Record<string, unknown> = {}): string {
  const { event_id, event_name, app_id, metadata, source, ...rest } = archivedEvent(override);
  return JSON.stringify({ event_id, event_name, app_id, metadata, source, ...rest });
}

const writtenAnd = (attributes: string) => `${written().slice(0, -1)},${attributes}}`;

function filedBy(text: string) {
  const { event_id, source, event_time } = JSON.parse(text);
  return { event_id, source, event_time };
}

describe("an event as enrichment writes it", () => {
  test.each([
    { what: "with its metadata", text: written() },
    { what: "without metadata", text: written({ metadata: undefined }) },
    { what: "with no metadata in the map", text: written({ metadata: {} }) },
    {
      what: "with escapes",
      text: written({ event_id: '"e\\1"', app_id: "é\n", source: 'ü"', metadata: { '"': "\\" } }),
    },
    { what: "with metadata given twice", text: written().replace('"metadata"', '"metadata":{},"metadata"') },
    { what: "with another attribute given twice", text: writtenAnd('"price":1,"price":2') },
    { what: "with a text of braces", text: written({ page_title: '},"event_id":"e2"' }) },
  ])("$what is known by what it is filed by", ({ text }) => {
    expect(plainEvent(text)).toStrictEqual(filedBy(text));
  });

  test("is known, whichever attributes its source gave", async () => {
    const sources = [
      {},
      { metadata: { source: "web", note: 'a "b" \\ ž' }, properties: { a: 1, b: { c: [] } } },
      {
        ip: "203.0.113.7",
        user_agent: "Mozilla/5.0 (X11; Linux x86_64)",
        page_url: "https://a.b/?utm_term=ž",
      },
      { session_id: "s", price: 0.1, quantity: -3, currency: "CZK", viewport_w: 100, zip_code: "10001" },
    ];
    const { lines } = await enrich(
      ...sources.map((source) => Buffer.from(JSON.stringify(rawEvent({ ...source })))),
    );
    expect(lines.map(plainEvent)).toStrictEqual(lines.map(filedBy));
    expect(lines).toHaveLength(sources.length);
  });
});

describe("an event is left to be parsed", () => {
  test.each(["event_id", "event_name", "app_id", "source", "event_time"])(
    "where its %s is in doubt",
    (name) => {
      const texts = {
        missing: written({ [name]: undefined }),
        empty: written({ [name]: "" }),
        null: written({ [name]: null }),
        "given twice": writtenAnd(`"${name}":${JSON.stringify(archivedEvent()[name as "event_id"])}`),
      };
      for (const text of Object.values(texts)) expect(plainEvent(text)).toBeUndefined();
    },
  );

  test.each([
    {
      what: "the name comes before the id",
      text: written().replace(/("event_id":"e1"),("event_name":"page_view")/, "$2,$1"),
    },
    {
      what: "the time comes before the source",
      text: archivedLine({ source: undefined }).replace(/}$/, ',"source":"web"}'),
    },
    {
      what: "the source is given twice",
      text: written().replace(',"source":"web"', ',"source":"a","source":"web"'),
    },
    { what: "metadata is null", text: written({ metadata: null }) },
    { what: "metadata holds a number", text: written({ metadata: { source: 1 } }) },
    { what: "an attribute is unknown", text: written({ brand_new: "x" }) },
    { what: "an attribute is known in another case", text: written({ Page_Title: "x" }) },
    { what: "an attribute has another type", text: written({ is_bot: 1 }) },
    { what: "an attribute is null", text: written({ price: null }) },
    { what: "something stands behind it", text: `${written()}x` },
    { what: "a line end stands behind it", text: `${written()}\n` },
    { what: "it is broken off", text: written().slice(0, -1) },
    { what: "it is empty", text: "" },
  ])("where $what", ({ text }) => {
    expect(plainEvent(text)).toBeUndefined();
  });
});

describe("an event that is not parsed", () => {
  test("is judged as if it were", () => {
    const text = anyText({ maxLength: 8 });
    const odd = (fitting: fc.Arbitrary<unknown>) =>
      fc.oneof({ weight: 12, arbitrary: fitting }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 1 }) });
    const time = fc
      .date({ min: new Date("1900-01-01"), max: new Date("3030-01-01"), noInvalidDate: true })
      .map((date) => date.toISOString());
    const events = fc.record(
      {
        event_id: odd(text),
        event_name: fc.constant("page_view"),
        app_id: odd(text),
        price: odd(fc.oneof(fc.double(), fc.integer({ min: -99, max: 99 }))),
        metadata: odd(fc.dictionary(fc.oneof(text, fc.constant("source")), text, { maxKeys: 3 })),
        source: odd(text),
        quantity: odd(fc.integer()),
        event_time: odd(time),
        properties: odd(fc.dictionary(text, text, { maxKeys: 3 })),
        session_started_at: odd(time),
      },
      { requiredKeys: ["event_id", "event_name", "app_id", "source", "event_time"] },
    );
    let plain = 0;
    fc.assert(
      fc.property(events, (event) => {
        const given = JSON.stringify(event);
        if (plainEvent(given) === undefined) return;
        plain += 1;
        const fit = { ok: true, event: filedBy(given) };
        expect(checkArchiveLine(given)).toMatchObject(fit);
        // The space has it parsed.
        expect(checkArchiveLine(`${given} `)).toMatchObject(fit);
      }),
      { numRuns: 1000 },
    );
    expect(plain).toBeGreaterThan(50);
    expect(plain).toBeLessThan(950);
  });

  test("is judged at any length that a compressed pack can have, full of escapes as it may be", () => {
    const title = "\n".repeat(5 * 1024 * 1024);
    expect(checkArchiveLine(written({ page_title: title }))).toMatchObject({ ok: true });
  });
});
