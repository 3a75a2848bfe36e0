import { describe, expect, test } from "@jest/globals";
import { forgetReport } from "../../../scripts/forget/report.ts";
import type { ForgetOutcome } from "../../../scripts/forget/run.ts";
import { needlesOf } from "../../../shared/forget/needles.ts";

const none = { place: "archive", unit: "events", count: 0, objects: 0 };
const some = { ...none, count: 20, objects: 3 };

/** Of a person with one device, of whom something was there and nothing is left. */
const outcome = (changed: Partial<ForgetOutcome> = {}): ForgetOutcome => ({
  subject: { id: "ann", needles: needlesOf(["ann", "ann-phone"]), shared: [], others: [] },
  found: [some],
  left: [none],
  ...changed,
});
const person = { kind: "person", apply: true } as const;

describe("what forget says", () => {
  test("has each place with its count, and in how many objects where that is another number", () => {
    expect(forgetReport(outcome(), person).split("\n").slice(0, 2)).toEqual([
      "Found, with 1 device of this person alone and 0 that others use:",
      "  archive        20 events in 3",
    ]);
  });

  test("speaks of no person where a device is asked for", () => {
    expect(forgetReport(outcome(), { kind: "device", apply: true })).toMatch(/^Found of this device:\n/);
  });

  test.each([
    {
      description: "what was found, that nothing was removed yet",
      of: outcome({ left: [some] }),
      asked: { ...person, apply: false },
      says: /^Nothing was removed: --apply does it\.$/,
    },
    {
      description: "what is gone, that it is",
      of: outcome(),
      asked: person,
      says: /^All of it is removed, and a second search found nothing\. /,
    },
    {
      description: "what is left, how much",
      of: outcome({ left: [some] }),
      asked: person,
      says: /^Still there: 20 events of archive\. Run it again\.$/,
    },
    {
      description: "an id of which nothing is there, to look at it, and never that something was removed",
      of: outcome({ found: [none] }),
      asked: { ...person, apply: false },
      says: /^Nothing is there\. If you expected .* the user_id of the events, letter for letter\.$/,
    },
    {
      description: "the same where it is applied, and what holds from now on",
      of: outcome({ found: [none] }),
      asked: { kind: "device", apply: true } as const,
      says: /^Nothing is there, and events from before now are not taken any more\. .* the anonymous_id of the events/,
    },
  ])("ends, of $description", ({ of, asked, says }) => {
    expect(forgetReport(of, asked).trimEnd().split("\n").at(-1)).toMatch(says);
  });
});
