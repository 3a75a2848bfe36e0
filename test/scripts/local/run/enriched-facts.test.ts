import { describe, expect, test } from "@jest/globals";
import { enrichedFacts } from "../../../../scripts/local/run/enriched-facts.ts";
import { enrichedEvent } from "../../../builders/enriched-event.ts";

describe("enrichedFacts", () => {
  const event = enrichedEvent({ page_path: "/p/ä", device_category: "mobile", is_new_session: true });
  const properties = { event_id: "not its own", page_path: "/other" };

  test.each([
    { description: "a usual event", line: event },
    { description: "an event without a page", line: { ...event, page_path: undefined } },
    { description: "an event in its session", line: { ...event, is_new_session: false } },
    { description: "attributes of the same names in a map before it", line: { properties, ...event } },
    { description: "the same id in its metadata", line: { metadata: { event_id: "m" }, ...event } },
    { description: "an escape", line: { ...event, event_id: 'a"b' } },
    { description: "a replay", line: { ...event, metadata: { replay_of: "f" } } },
  ])("are what the parser says: $description", ({ line }) => {
    const facts = enrichedFacts(Buffer.from(JSON.stringify(line)));
    for (const name of ["event_id", "event_name", "page_path", "device_category", "is_new_session"] as const)
      expect({ name, value: facts[name] }).toEqual({ name, value: line[name] });
    expect(facts.metadata?.replay_of).toBe(line.metadata?.replay_of);
  });
});
