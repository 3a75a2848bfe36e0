import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { openObject } from "../../../functions/enrich/splice.ts";
import { canonicalEvent } from "../../../shared/event/canonical.ts";
import { inspect } from "../../../shared/event/inspect.ts";
import type { RawEvent } from "../../../shared/event/raw.ts";
import { rawEvent } from "../../builders/raw-event.ts";

const closed = (text: string, event = JSON.parse(text) as RawEvent) =>
  `${openObject(text, event, inspect(event) === "stored")}}`;

describe("openObject", () => {
  test("takes compact text as it is, so that the producer's bytes are kept", () => {
    const text = JSON.stringify(rawEvent({ price: 1.5 })).replace("1.5", "1.50");
    expect(closed(text)).toBe(text);
  });

  test.each([
    { description: "last", text: '{"event_id":"e","ip":"203.0.113.7"}' },
    { description: "first", text: '{"ip":"203.0.113.7","event_id":"e"}' },
    { description: "in the middle", text: '{"event_id":"e","ip":"203.0.113.7","app_id":"a"}' },
    { description: "written with spaces", text: '{ "event_id" : "e", "ip" : "203.0.113.7" }' },
    { description: "given twice", text: '{"ip":"198.51.100.1","event_id":"e","ip":"203.0.113.7"}' },
    { description: "with an escaped key", text: '{"event_id":"e","\\u0069p":"203.0.113.7"}' },
    { description: "alone", text: '{"ip":"203.0.113.7"}' },
    {
      description: "beside one in a map",
      text: '{"metadata":{"ip":"203.0.113.7"},"ip":"203.0.113.7","event_id":"e"}',
    },
  ])("removes the address: $description", ({ text }) => {
    const { ip: _removed, ...rest } = JSON.parse(text);
    expect(JSON.parse(closed(text))).toEqual(rest);
  });

  test("does not mistake quoted text for the address", () => {
    const text = JSON.stringify(rawEvent({ page_title: '"ip":"203.0.113.7",', ip: "203.0.113.7" }));
    const { ip: _removed, ...rest } = JSON.parse(text);
    expect(JSON.parse(closed(text))).toEqual(rest);
  });

  test("says the same as encoding the stored form anew, for any event", () => {
    const texts = fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 });
    const events = fc.record(
      {
        event_id: fc.string({ minLength: 1 }),
        client_created_at: fc.constantFrom<string | number>("2026-03-04T10:00:00.000Z", "2026-03-04", 5),
        ip: fc.constantFrom("203.0.113.7", '"', "\\", "::1"),
        page_title: fc.string(),
        metadata: texts,
        extra: fc.json(),
      },
      { requiredKeys: ["event_id", "client_created_at"] },
    );
    fc.assert(
      fc.property(events, fc.constantFrom(0, 1), (event, indent) => {
        const text = JSON.stringify(event, null, indent);
        const { ip: _removed, ...stored } = canonicalEvent(event as unknown as RawEvent);
        expect(JSON.parse(closed(text))).toEqual(JSON.parse(JSON.stringify(stored)));
      }),
    );
  });
});
