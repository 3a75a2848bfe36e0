import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readEvent } from "../../../functions/enrich/read.ts";
import { forecast } from "../../../scripts/send/forecast.ts";
import { RECORD_BYTES } from "../../../shared/limits.ts";
import { enrichment } from "../../builders/enrichment.ts";
import { rawEvent } from "../../builders/raw-event.ts";
import { streamRecord } from "../../builders/stream-record.ts";
import { outgoing } from "../../shared/publish/builders.ts";

/** When the records arrive. */
const NOW = streamRecord([]).arrivalTime;
const nested = (levels: number) => JSON.parse(`${"[".repeat(levels)}${"]".repeat(levels)}`);

/** What enrichment itself says of the bytes. */
function inEnrichment(text: string | Uint8Array) {
  const read = readEvent(Buffer.from(text as string), streamRecord([]), 0, enrichment);
  return "reason" in read ? { stage: read.stage, reason: read.reason, errors: read.errors } : undefined;
}

describe("forecast says what enrichment will say of", () => {
  test.each([
    { description: "a valid event", text: JSON.stringify(rawEvent()) },
    {
      description: "one without a user",
      text: JSON.stringify(rawEvent({ user_id: undefined, anonymous_id: undefined })),
    },
    {
      description: "one with a wrong time",
      text: JSON.stringify(rawEvent({ client_created_at: "yesterday at 9" })),
    },
    {
      description: "one of the year after",
      text: JSON.stringify(rawEvent({ client_created_at: "2027-03-04T10:00:00.000Z" })),
    },
    { description: "one with a null", text: JSON.stringify(rawEvent({ price: null as never })) },
    {
      description: "one with too many levels",
      text: JSON.stringify(rawEvent({ properties: { a: nested(200) } })),
    },
    {
      description: "one that is too large",
      text: JSON.stringify(rawEvent({ properties: { a: "x".repeat(950_000) } })),
    },
    { description: "bytes that are no JSON", text: Buffer.from("{") },
    { description: "bytes that are not UTF-8", text: Buffer.of(0x7b, 0xff) },
    { description: "bytes that are no object", text: Buffer.from("[1]") },
  ])("$description", ({ text }) => {
    const { cause: said } = forecast(outgoing({ text }), NOW);
    expect(said && { stage: said.stage, reason: said.reason, errors: said.errors }).toEqual(
      inEnrichment(text),
    );
  });

  test("any event with attributes of any type", () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant({ a: 1 }));
    const names = ["event_name", "user_id", "price", "quantity", "received_at", "properties", "colour"];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), value), (override) => {
        const text = JSON.stringify(rawEvent(override));
        expect(forecast(outgoing({ text }), NOW).cause?.reason).toBe(inEnrichment(text)?.reason);
      }),
    );
  });
});

test("what is refused already fails where it is", () => {
  const refused = { reason: "not_json" as const, errors: [] };
  expect(forecast(outgoing({ refused }), NOW)).toEqual({ cause: { stage: "produce", ...refused } });
});

test("what is larger than a record does not get onto the stream", () => {
  const text = JSON.stringify(rawEvent({ properties: { a: "x".repeat(RECORD_BYTES) } }));
  expect(forecast(outgoing({ text }), NOW)).toMatchObject({
    cause: { stage: "produce", reason: "oversize" },
  });
});

test.each([
  { what: "nothing", override: {}, misfits: undefined },
  {
    what: "a price in words",
    override: { price: "five" },
    misfits: [{ path: "/price", message: "must be a number" }],
  },
  {
    what: "a guest",
    override: { user_id: "guest", anonymous_id: "a" },
    misfits: [{ path: "/user_id", message: "stands for nobody, beside an id that names somebody" }],
  },
  {
    what: "a time of sending in the year after",
    override: { client_sent_at: "2027-03-04T10:00:00.000Z" },
    misfits: [{ path: "/client_sent_at", message: "lies more than a day after the event was received" }],
  },
])("of an event that passes it says what does not fit: $what", ({ override, misfits }) => {
  const text = JSON.stringify(rawEvent(override as never));
  const said = forecast(outgoing({ text }), NOW);
  expect(said.cause).toBeUndefined();
  if (misfits === undefined) expect(said.misfits).toBeUndefined();
  else expect(said.misfits).toMatchObject(misfits);
});

describe("of a price that is no number it says", () => {
  const said = (price: unknown) =>
    forecast(outgoing({ text: JSON.stringify(rawEvent({ price: price as never })) }), NOW).misfits![0]!
      .message;

  test.each(["12,50", "1.299,00 €", "12.50 EUR", "(12.50)"])("what reads an amount: %s", (price) => {
    expect(said(price)).toBe(
      'must be a number; a mapping whose rule says "decimal" reads amounts as 1.299,00 €',
    );
  });

  test.each<{ price: unknown }>([{ price: "free" }, { price: "15%" }, { price: true }, { price: [5] }])(
    "no more of $price",
    ({ price }) => {
      expect(said(price)).toBe("must be a number");
    },
  );

  test("no more of what is no amount", () => {
    const text = JSON.stringify(rawEvent({ quantity: "1,5" as never }));
    expect(forecast(outgoing({ text }), NOW).misfits![0]!.message).toBe("must be a whole number");
  });
});
