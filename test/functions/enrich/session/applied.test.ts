import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Decided } from "../../../../functions/enrich/decided.ts";
import {
  type Applied,
  forgetOldest,
  KEEP_APPLIED,
  KEEP_APPLIED_MS,
  nothingApplied,
  recall,
  remember,
} from "../../../../functions/enrich/session/applied.ts";
import { noState, readState, writeState } from "../../../../functions/enrich/session/state.ts";
import { surroundingsOf } from "../../../../functions/enrich/surroundings.ts";
import { TextBuffer } from "../../../../shared/text-buffer.ts";

const count = fc.nat();
const NOW = 1_800_000_000_000;

const surroundings = fc
  .record({
    country: fc.constantFrom("", "DE"),
    region: fc.string(),
    city: fc.string(),
    latitude: fc.constantFrom(52.52, -33.8688),
    longitude: fc.constantFrom(13.405, -70.5),
    timezone: fc.constantFrom("", "Europe/Berlin"),
  })
  .map((place) => surroundingsOf({ status: "ok", value: place }, undefined, "ok", "1.2.3"));

const decided = fc.record({
  eventTime: fc.integer({ min: 0, max: NOW }),
  processedAt: fc.constant(NOW),
  hourOfDay: fc.integer({ min: 0, max: 23 }),
  dayOfWeek: fc.integer({ min: 1, max: 7 }),
  isLate: fc.boolean(),
  surroundings,
  session: fc.record({
    id: fc.string({ minLength: 1 }),
    index: count,
    startedAt: fc.integer({ min: 0, max: NOW }),
    eventIndex: count,
    durationMs: count,
    pageViews: count,
    productViews: count,
    addToCarts: count,
    purchases: count,
    cartValue: fc.integer({ min: 0, max: 1e12 }).map((value) => value / 10_000),
    sinceLastMs: fc.option(count, { nil: undefined }),
  }),
});

/** What the next batch reads after this one was written. */
function writtenAndRead(applied: Applied): Applied {
  const out = new TextBuffer(64);
  writeState(out, { ...noState(), applied }, "0123456789abcdefghij");
  return readState(out.view().toString()).applied;
}

test("what was decided of an event comes back as it was, whatever else is remembered", () => {
  fc.assert(
    fc.property(
      fc.array(decided, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 6 }),
      (all, batch) => {
        let applied = nothingApplied();
        for (const [at, each] of all.entries()) {
          remember(applied, `e\t${at}`, each, each.session);
          if (at % batch === 0) applied = writtenAndRead(applied);
        }
        applied = writtenAndRead(applied);
        for (const [at, each] of all.entries()) expect(recall(applied, `e\t${at}`)).toEqual(each);
        expect(recall(applied, "e")).toBeUndefined();
      },
    ),
  );
});

describe("forgetOldest", () => {
  const [sample] = fc.sample(decided, { numRuns: 1, seed: 7 }) as [Decided & { session: object }];
  const remembered = (ages: readonly number[]) => {
    const applied = nothingApplied();
    for (const [at, age] of ages.entries()) {
      const each = { ...sample, eventTime: NOW - age, processedAt: NOW - age } as never as typeof sample;
      remember(applied, `e-${at}`, each as never, (each as never as { session: never }).session);
    }
    return writtenAndRead(applied);
  };

  test("keeps the newest events of earlier batches", () => {
    const applied = remembered(Array.from({ length: KEEP_APPLIED + 5 }, () => 0));
    forgetOldest(applied, NOW);
    expect(applied.earlierCount).toBe(KEEP_APPLIED);
    expect(recall(applied, "e-4")).toBeUndefined();
    expect(recall(applied, "e-5")).toBeDefined();
  });

  test("forgets what is older than a redelivery can be", () => {
    const applied = remembered([KEEP_APPLIED_MS + 1, 0]);
    forgetOldest(applied, NOW);
    expect(recall(applied, "e-0")).toBeUndefined();
    expect(recall(applied, "e-1")).toBeDefined();
  });

  test("keeps what the present batch has come upon, however old", () => {
    const applied = remembered([KEEP_APPLIED_MS + 1, 0]);
    recall(applied, "e-0");
    forgetOldest(applied, NOW);
    expect(recall(applied, "e-0")).toBeDefined();
  });
});
