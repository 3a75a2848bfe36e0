import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Compile } from "typebox/compile";
import { type Inspection, inspect } from "../../../shared/event/inspect.ts";
import { type RawEvent, RawEventSchema, rawFieldNames } from "../../../shared/event/raw.ts";
import { rawEvent } from "../../builders/raw-event.ts";

const schema = Compile(RawEventSchema);

describe("inspect", () => {
  test.each<{ description: string; change: Partial<RawEvent> & Record<string, unknown>; found: Inspection }>([
    { description: "plain", change: {}, found: "stored" },
    { description: "maps of text", change: { metadata: { source: "web" } }, found: "stored" },
    { description: "epoch time", change: { client_created_at: 1 }, found: "valid" },
    {
      description: "an offset in a time",
      change: { received_at: "2026-03-04T10:00:01+00:00" },
      found: "valid",
    },
    { description: "a number in a map", change: { properties: { price: 3 } }, found: "valid" },
    { description: "an unknown attribute", change: { colour: "red" }, found: "valid" },
    { description: "a null", change: { price: null as never }, found: "unsure" },
    { description: "a missing attribute", change: { app_id: undefined as never }, found: "unsure" },
    {
      description: "text that is longer than it looks",
      change: { locale: "😀".repeat(20) },
      found: "unsure",
    },
  ])("$description: $found", ({ change, found }) => {
    expect(inspect(JSON.parse(JSON.stringify(rawEvent(change))))).toBe(found);
  });

  test("accepts nothing that the schema refuses", () => {
    const value = fc.oneof(
      fc.constantFrom<unknown>(
        "",
        "x".repeat(128),
        "x".repeat(3000),
        -1,
        0.5,
        2 ** 31,
        Number.POSITIVE_INFINITY,
        true,
        null,
        [],
      ),
      fc.jsonValue(),
    );
    const change = fc.dictionary(fc.oneof(fc.constantFrom(...rawFieldNames), fc.string()), value, {
      maxKeys: 3,
    });
    fc.assert(
      fc.property(change, (change) => {
        const event = { ...rawEvent(), ...change };
        expect(inspect(event) === "unsure" || schema.Check(event)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
