import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import Type from "typebox";
import { Compile } from "typebox/compile";
import { enrichedFields } from "../../../shared/event/enriched.ts";
import { fitValue } from "../../../shared/event/fit.ts";
import { type Inspection, inspection } from "../../../shared/event/inspection.ts";
import type { FieldRule } from "../../../shared/event/kind.ts";
import { type RawEvent, RawEventSchema, rawFieldNames } from "../../../shared/event/raw.ts";
import { inspect } from "../../../shared/event/validate.ts";
import { enrichedEvent } from "../../builders/enriched-event.ts";
import { rawEvent } from "../../builders/raw-event.ts";
import { addedFields } from "../../builders/schema-of-every-kind.ts";
import { anyEnrichedEvent } from "../features/any-enriched-event.ts";

const schema = Compile(RawEventSchema);

describe("inspect", () => {
  test.each<{ description: string; change: Partial<RawEvent> & Record<string, unknown>; found: Inspection }>([
    { description: "plain", change: {}, found: "stored" },
    { description: "maps of text", change: { metadata: { source: "web" } }, found: "stored" },
    { description: "epoch time", change: { client_created_at: 1_772_618_400 }, found: "valid" },
    {
      description: "an offset in a time",
      change: { received_at: "2026-03-04T10:00:01+00:00" },
      found: "valid",
    },
    { description: "a number in a map", change: { properties: { price: 3 } }, found: "valid" },
    { description: "an unknown attribute", change: { colour: "red" }, found: "valid" },
    { description: "a null", change: { price: null as never }, found: "unsure" },
    { description: "a missing attribute", change: { app_id: undefined as never }, found: "unsure" },
    { description: "an empty text", change: { page_title: "" }, found: "unsure" },
    { description: "an identity of blanks", change: { user_id: " " }, found: "unsure" },
    { description: "half an emoji", change: { page_title: "x\ud83d" }, found: "unsure" },
    { description: "half an emoji in a map", change: { properties: { a: "\ud83d" } }, found: "valid" },
    { description: "half an emoji for a name", change: { properties: { "\ud83d": "a" } }, found: "valid" },
    { description: "a time zone that is none", change: { timezone: "Mars/Phobos" }, found: "unsure" },
    {
      description: "text that is no longer than it may be",
      change: { locale: "😀".repeat(35) },
      found: "stored",
    },
    { description: "text that is too long", change: { locale: "😀".repeat(36) }, found: "unsure" },
  ])("$description: $found", ({ change, found }) => {
    expect(inspect(JSON.parse(JSON.stringify(rawEvent(change))))).toBe(found);
  });

  test("accepts nothing that the schema refuses", () => {
    fc.assert(
      fc.property(changeOf(rawFieldNames), (change) => {
        const event = { ...rawEvent(), ...change };
        expect(inspect(event) === "unsure" || schema.Check(event)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("inspection of other fields", () => {
  const names = ["event_id", "event_time"];
  const look = inspection(enrichedFields, names);
  const { event_id, event_time } = enrichedFields;
  const enriched = Compile(
    Type.Intersect([Type.Object({ event_id, event_time }), Type.Partial(Type.Object(enrichedFields))]),
  );

  test("is sure of every event that the pipeline writes", () => {
    fc.assert(
      fc.property(anyEnrichedEvent, (event) => {
        expect(look(JSON.parse(JSON.stringify(event)))).not.toBe("unsure");
      }),
    );
  });

  test("accepts nothing that their schema refuses", () => {
    fc.assert(
      fc.property(changeOf(Object.keys(enrichedFields)), (change) => {
        const event = { ...enrichedEvent(), ...change };
        expect(look(event) === "unsure" || enriched.Check(event)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    { description: "a number for a UTC time", change: { event_time: 5 } },
    {
      description: "a UTC time of fewer characters than it looks",
      change: { event_time: "😀😀-03-04T10:00:01.000Z" },
    },
    { description: "a flag in text", change: { is_late: "true" } },
    { description: "a missing time", change: { event_time: undefined } },
  ])("$description: unsure", ({ change }) => {
    expect(look(JSON.parse(JSON.stringify({ ...enrichedEvent(), ...change })))).toBe("unsure");
  });
});

test("is sure of a value of any kind only where it fits as it is", () => {
  const looks = Object.entries(addedFields).map(([name, field]) => ({
    name,
    field: field as unknown as FieldRule,
    look: inspection({ [name]: field }, []),
  }));
  fc.assert(
    fc.property(fc.constantFrom(...looks), changeOf(["x"]), ({ name, field, look }, { x: value = " " }) => {
      if (look({ [name]: value }) !== "unsure") expect(fitValue(name, value, field)).toEqual({ value });
    }),
    { numRuns: 3000 },
  );
});

/** Some attributes with values of any kind. */
function changeOf(names: readonly string[]): fc.Arbitrary<Record<string, unknown>> {
  const value = fc.oneof(
    fc.constantFrom<unknown>(
      "",
      "  ",
      "\n",
      "x\ud83d",
      "UTC",
      "x".repeat(128),
      "x".repeat(3000),
      "2026-03-04T10:00:01.000Z",
      "😀😀-03-04T10:00:01.000Z",
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
  return fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), value, { maxKeys: 3 });
}
