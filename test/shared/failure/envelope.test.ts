import { randomBytes } from "node:crypto";
import { expect, describe as suite, test } from "@jest/globals";
import fc from "fast-check";
import { INLINE_PAYLOAD_BYTES } from "../../../shared/failure/claim-check.ts";
import { describe } from "../../../shared/failure/describe.ts";
import { packFailures, unpackFailures } from "../../../shared/failure/envelope.ts";
import type { FailedEvent } from "../../../shared/failure/failed-event.ts";
import { SQS_MESSAGE_BYTES } from "../../../shared/limits.ts";
import { anyText } from "../../builders/any-text.ts";
import { failure } from "./builders.ts";

const row = (payload: Uint8Array, message = "no"): FailedEvent =>
  describe(failure({ payload, errors: [{ path: "", expected: "", actual: "", message }] }), {
    component: "enrich",
    now: 0,
  });

suite("the envelope of failed events", () => {
  test("gives any rows back, in order, byte for byte", () => {
    const rows = fc.array(
      fc.record({
        payload: fc.uint8Array({ maxLength: 300 }),
        message: anyText(),
        kept: fc.boolean(),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(rows, (drawn) => {
        const all = drawn.map(({ payload, message, kept }) => {
          const full = row(payload, message);
          if (kept) return full;
          const { payload: _inTheStore, ...rest } = full;
          return { ...rest, payload_ref: "s3://failed-events/oversize/1" };
        });
        expect(packFailures(all).flatMap(unpackFailures)).toEqual(all);
      }),
    );
  });

  test("no message is over 256 KiB, however badly its payloads compress", () => {
    const sizes = fc.array(fc.integer({ min: 0, max: INLINE_PAYLOAD_BYTES }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(sizes, (lengths) => {
        const rows = lengths.map((length) => row(randomBytes(length), "é".repeat(256)));
        const bodies = packFailures(rows);
        for (const body of bodies) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(SQS_MESSAGE_BYTES);
        expect(bodies.flatMap(unpackFailures)).toEqual(rows);
      }),
      { numRuns: 30 },
    );
  });

  test("the largest row that describe makes fits one message", () => {
    const worst = Array.from({ length: 20 }, () => ({
      path: randomText(500),
      expected: randomText(500),
      actual: randomText(500),
      message: randomText(500),
    }));
    const large = describe(
      failure({
        payload: randomBytes(INLINE_PAYLOAD_BYTES),
        errors: worst,
        event_id: randomText(500),
        replay_of: randomText(500),
      }),
      { component: "enrich", now: 0 },
    );
    const [body] = packFailures([large]);
    expect(Buffer.byteLength(body!)).toBeLessThanOrEqual(SQS_MESSAGE_BYTES);
  });

  test("hundreds of events that resemble each other take one message", () => {
    const text = JSON.stringify({ event_name: "page_view", page_url: "https://shop.example/".repeat(40) });
    expect(
      packFailures(Array.from({ length: 600 }, (_, index) => row(Buffer.from(`${text}${index}`)))).length,
    ).toBe(1);
  });

  test.each([
    { what: "no JSON", body: "not json" },
    { what: "JSON null", body: "null" },
    { what: "metadata of an event source mapping", body: '{"version":"1.0","KinesisBatchInfo":{}}' },
    { what: "another version", body: '{"v":2,"encoding":"gzip+base64","body":""}' },
    {
      what: "a damaged body",
      body: '{"v":1,"encoding":"gzip+base64","rows":1,"rows_bytes":9,"body":"AAAA"}',
    },
    {
      what: "a wrong number of rows",
      body: packFailures([row(Buffer.from("x"))])[0]!.replace('"rows":1', '"rows":2'),
    },
  ])("refuses $what", ({ body }) => {
    expect(() => unpackFailures(body)).toThrow();
  });
});

/** Text that does not compress: three bytes of UTF-8 a character. */
function randomText(length: number): string {
  return Array.from(randomBytes(length), (byte, index) =>
    String.fromCharCode(0x4e00 + byte * 64 + (index % 64)),
  ).join("");
}
