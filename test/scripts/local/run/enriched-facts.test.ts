import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { enrichedFacts } from "../../../../scripts/local/run/enriched-facts.ts";
import { enrichedEvent } from "../../../builders/enriched-event.ts";
import { anyEnrichedEvent } from "../../../shared/features/any-enriched-event.ts";

describe("enrichedFacts", () => {
  const event = enrichedEvent({ person_id: "p-ä", is_new_session: true });
  const properties = { event_id: "not its own", person_id: "other" };

  test.each([
    { description: "a usual event", line: event },
    { description: "an event without a person", line: { ...event, person_id: undefined } },
    { description: "an event in its session", line: { ...event, is_new_session: false } },
    { description: "attributes of the same names in a map before it", line: { properties, ...event } },
    { description: "the same id in its metadata", line: { metadata: { event_id: "m" }, ...event } },
    { description: "an escape", line: { ...event, event_id: 'a"b' } },
    { description: "an escape in a text that nobody asks for", line: { ...event, page_title: 'a "b", {c}' } },
    { description: "braces in a map", line: { ...event, properties: { note: '},"event_id":"x' } } },
    { description: "a replay", line: { ...event, metadata: { replay_of: "f" } } },
  ])("are what the parser says: $description", ({ line }) => {
    const facts = enrichedFacts(Buffer.from(JSON.stringify(line)))!;
    for (const name of ["event_id", "event_name", "person_id", "is_new_session", "event_time"] as const)
      expect({ name, value: facts[name] }).toEqual({ name, value: line[name] });
    expect(facts.metadata?.replay_of).toBe(line.metadata?.replay_of);
  });

  test.each([
    { description: "white space", text: `  ${JSON.stringify(event, null, 1)}\n` },
    { description: "a map in a map", text: JSON.stringify({ ...event, properties: { deep: { er: "1" } } }) },
    { description: "a list", text: JSON.stringify({ ...event, extra: [1, "}"] }) },
    { description: "an escaped name", text: JSON.stringify({ 'odd"name': 1, ...event }) },
    {
      description: "a name by its codes",
      text: JSON.stringify(event).replace('"event_id"', String.raw`"\u0065vent_id"`),
    },
  ])("are found in a line with $description", ({ text }) => {
    expect(enrichedFacts(Buffer.from(text))).toMatchObject({ event_id: event.event_id, person_id: "p-ä" });
  });

  test.each([
    "",
    "garbage",
    "{",
    '{"event_id"',
    '{"event_id":"e","event_name":"n"',
    "[1]",
    "null",
    '{"event_id":5}',
    "{}",
  ])("are none in %j, which a foreign producer may put", (text) => {
    expect(enrichedFacts(Buffer.from(text))).toBeUndefined();
  });

  test("are those of the parser for every event that can be written", () => {
    fc.assert(
      fc.property(anyEnrichedEvent, (any) => {
        const { event_id, event_name, person_id } = JSON.parse(JSON.stringify(any));
        expect(enrichedFacts(Buffer.from(JSON.stringify(any)))).toMatchObject(
          JSON.parse(JSON.stringify({ event_id, event_name, person_id })),
        );
      }),
    );
  });
});
