import { zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { checkArchiveLine as checkArchived } from "../../../functions/archive/check.ts";
import { checkPredictLine as checkPredicted } from "../../../functions/predict/check.ts";
import { rawFieldNames } from "../../../shared/event/raw.ts";
import { anyText } from "../../builders/any-text.ts";
import { rawEvent } from "../../builders/raw-event.ts";
import { enrich } from "./enriching.ts";

/** Values on which code that reads them has stumbled somewhere. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    "",
    " ",
    "\u0000",
    "\ud800",
    "__proto__",
    "null",
    "NaN",
    "%",
    "http://",
    "//",
    "?utm_source=%",
  ),
  fc.constantFrom<unknown>(
    "http://[",
    "https://a.b/?utm_source=%E0%A4%A",
    "not/a/zone",
    "Europe/Berlin",
    "999.1.1.1",
    "::",
    "fe80::1%eth0",
  ),
  fc.constantFrom<unknown>(
    0,
    -0,
    -1,
    1e308,
    2 ** 53,
    0.1,
    true,
    null,
    {},
    [],
    { a: {} },
    { __proto__: null, toString: 1 },
  ),
  anyText(),
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.ipV6(),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.jsonValue({ maxDepth: 2 }),
);
const names = fc.oneof(fc.constantFrom<string>(...rawFieldNames), fc.string());

describe("one bad body does not poison a batch", () => {
  test("whatever an event says, it goes on in a form that the archive and the model take, or it fails", async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(names, odd, { maxKeys: 8 }), async (override) => {
        const { lines, failures, retried } = await enrich(Buffer.from(JSON.stringify(rawEvent(override))));
        expect(retried).toEqual([]);
        expect(lines.length + failures.length).toBe(1);
        for (const line of lines) {
          expect(checkArchived(line)).toMatchObject({ ok: true });
          expect(checkPredicted(Buffer.from(line))).toMatchObject({ ok: true });
        }
      }),
      { numRuns: 400 },
    );
  });

  test("whatever the bytes of a record are, they go on or fail", async () => {
    const bytes = fc.oneof(fc.uint8Array(), fc.json().map(Buffer.from), fc.string().map(Buffer.from));
    await fc.assert(
      fc.asyncProperty(bytes, async (data) => {
        const { lines, failures, retried } = await enrich(data);
        expect(retried).toEqual([]);
        expect(lines.length + failures.length).toBeGreaterThan(0);
      }),
    );
  });

  const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
  test.each([
    { what: "10,000 levels under an unknown name", json: `{"deep":${nested(10_000)}` },
    { what: "100,000 levels under properties", json: `{"properties":{"deep":${nested(100_000)}}` },
    { what: "101 levels", json: `{"deep":${nested(100)}` },
  ])("an event with $what fails", async ({ json }) => {
    const event = `${json},${JSON.stringify(rawEvent()).slice(1)}`;
    const { lines, failures } = await enrich(Buffer.from(event));
    expect(lines).toEqual([]);
    expect(failures).toMatchObject([
      { stage: "validate", reason: "schema_violation", event_id: "e-1", payload: Buffer.from(event) },
    ]);
  });

  test("a record of many lines that are none costs one failed event, and its good lines go on", async () => {
    const good = Array.from({ length: 3 }, (_, at) => JSON.stringify(rawEvent({ event_id: `e-${at}` })));
    const junk = Array.from({ length: 9_000 }, () => "x");
    const { lines, failures, retried } = await enrich(zstdCompressSync([...good, ...junk].join("\n")));
    expect(lines).toHaveLength(good.length);
    expect(failures).toMatchObject([{ stage: "decode", reason: "not_json", lines: junk.length }]);
    expect(retried).toEqual([]);
  });

  test("records that inflate to more than can be held come again, and those before them go on", async () => {
    const padded = JSON.stringify(rawEvent({ page_title: "t", properties: { note: "x".repeat(800_000) } }));
    const bomb = zstdCompressSync(`${padded}\n`.repeat(20));
    const { lines, retried } = await enrich(...Array.from({ length: 7 }, () => bomb));
    expect(retried.length).toBeGreaterThan(0);
    expect(lines.length + 20 * retried.length).toBe(7 * 20);
  });

  test("an event with 100 levels goes on", async () => {
    const event = `{"deep":${nested(99)},${JSON.stringify(rawEvent()).slice(1)}`;
    expect((await enrich(Buffer.from(event))).lines).toHaveLength(1);
  });

  test("an event larger than the enriched stream takes fails before it counts in its session", async () => {
    const event = JSON.stringify(rawEvent({ pad: "x".repeat(950_000) }));
    const { lines, failures } = await enrich(Buffer.from(event));
    expect(lines).toEqual([]);
    expect(failures).toMatchObject([{ stage: "decode", reason: "oversize" }]);
  });

  test("an event that outgrows a record once it is enriched becomes a failed event, and its neighbours go on", async () => {
    // A nested value is archived as its text, in which each quote has four bytes instead of two.
    const growing = JSON.stringify(
      rawEvent({ event_id: "growing", properties: { note: { text: '"'.repeat(420_000) } } }),
    );
    const others = ["before", "behind"].map((event_id) => JSON.stringify(rawEvent({ event_id })));
    const [before, behind] = others as [string, string];
    const { lines, failures, retried } = await enrich(Buffer.from([before, growing, behind].join("\n")));
    expect(lines.map((line) => JSON.parse(line).event_id)).toEqual(["before", "behind"]);
    expect(failures).toMatchObject([{ stage: "enrich", reason: "oversize", event_id: "growing" }]);
    expect(Buffer.from(failures[0]!.payload).toString()).toBe(growing);
    expect(failures[0]!.source.subsequence_number).toBe(1);
    expect(retried).toEqual([]);
  });
});
