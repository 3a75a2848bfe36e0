import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { noState } from "../../../../functions/enrich/session/state.ts";
import { KEEP_APPLIED } from "../../../../functions/enrich/write/beyond.ts";
import {
  type Added,
  forgetOldest,
  KEEP_APPLIED_MS,
  type Memory,
  nothingRemembered,
  recall as recallBy,
  remember,
} from "../../../../functions/enrich/write/memory.ts";
import { TextBuffer } from "../../../../shared/json/text-buffer.ts";
import { enrichment } from "../../../builders/enrichment.ts";
import { NOW, rememberedEvent } from "../remembered-event.ts";

const recall = (memory: Memory, eventId: string) => recallBy(memory, eventId, enrichment.state.memory);

/** What the next batch reads after this one was written. */
function writtenAndRead(memory: Memory): Memory {
  const out = new TextBuffer(64);
  enrichment.state.write(out, { ...noState(), memory }, "0123456789abcdefghij");
  return enrichment.state.read(out.view().toString(), NOW).memory;
}

test("what was remembered of an event comes back as it was, whatever else is remembered", () => {
  fc.assert(
    fc.property(
      fc.array(rememberedEvent, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 6 }),
      (all, batch) => {
        let memory = nothingRemembered();
        for (const [at, each] of all.entries()) {
          remember(memory, `e\t${at}`, each);
          if (at % batch === 0) memory = writtenAndRead(memory);
        }
        memory = writtenAndRead(memory);
        for (const [at, { found, ...each }] of all.entries()) {
          const recalled = recall(memory, `e\t${at}`) as Added["remembered"];
          expect(recalled).toMatchObject(each);
          expect(recalled.found.map(({ text }) => text)).toEqual(found.map(({ text }) => text));
          expect(recalled.found.map(({ json }) => Buffer.from(json).toString())).toEqual(
            found.map(({ json }) => Buffer.from(json).toString()),
          );
        }
        expect(recall(memory, "e")).toBeUndefined();
      },
    ),
  );
});

test("events that share session, look-ups and outcome share a line, over batches, too", () => {
  const [one, other] = fc.sample(rememberedEvent, { numRuns: 2, seed: 7 }) as [
    Added["remembered"],
    Added["remembered"],
  ];
  const memory = nothingRemembered();
  for (const [at, each] of [one, { ...one, numbers: other.numbers }, other].entries())
    remember(memory, `e-${at}`, each);
  const first = writtenAndRead(memory);
  remember(first, "e-3", { ...other, numbers: one.numbers });
  const second = writtenAndRead(first);
  expect(second.earlier.split("\n\t")).toHaveLength(1 + 2);
  expect(second.earlierCount).toBe(4);
  expect(recall(second, "e-3")).toMatchObject({ session: other.session, numbers: one.numbers });
});

describe("a session of which one value has changed", () => {
  const [sample] = fc.sample(rememberedEvent, { numRuns: 1, seed: 7 }) as [Added["remembered"]];
  const { session } = sample;

  test.each([
    { value: "its beginning, which a late event sets back", changed: { startedAt: session.startedAt - 1 } },
    { value: "its number", changed: { index: session.index + 1 } },
    { value: "its id", changed: { id: `${session.id}-2` } },
  ])("is written again, in one batch and over two: $value", ({ changed }) => {
    const events = [session, { ...session, ...changed }, session];
    for (const batch of [1, 2, 3]) {
      let memory = nothingRemembered();
      for (const [at, each] of events.entries()) {
        remember(memory, `e-${at}`, { ...sample, session: each });
        if ((at + 1) % batch === 0) memory = writtenAndRead(memory);
      }
      memory = writtenAndRead(memory);
      const recalled = events.map((_, at) => recall(memory, `e-${at}`) as Added["remembered"]);
      expect(recalled.map((each) => each.session)).toEqual(events);
    }
  });
});

describe("forgetOldest", () => {
  const [sample] = fc.sample(rememberedEvent, { numRuns: 1, seed: 7 }) as [Added["remembered"]];
  /** @param happened how long before its processing each event happened, ms */
  const remembered = (ages: readonly number[], happened = 0) => {
    const memory = nothingRemembered();
    for (const [at, age] of ages.entries()) {
      const [, , ...others] = sample.numbers;
      remember(memory, `e-${at}`, { ...sample, numbers: [NOW - age - happened, NOW - age, ...others] });
    }
    return writtenAndRead(memory);
  };

  test("keeps the newest events of earlier batches", () => {
    const memory = remembered(Array.from({ length: KEEP_APPLIED + 5 }, () => 0));
    forgetOldest(memory, NOW);
    expect(memory.earlierCount).toBe(KEEP_APPLIED);
    expect(recall(memory, "e-4")).toBeUndefined();
    expect(recall(memory, "e-5")).toBeDefined();
  });

  test.each([
    { description: "events of the moment", happened: 0 },
    { description: "late events", happened: 3 * KEEP_APPLIED_MS },
    { description: "events of a clock that is ahead", happened: -KEEP_APPLIED_MS },
  ])("forgets what was processed longer ago than a redelivery can come: $description", ({ happened }) => {
    const memory = remembered([KEEP_APPLIED_MS + 1, KEEP_APPLIED_MS, 0], happened);
    forgetOldest(memory, NOW);
    expect(recall(memory, "e-0")).toBeUndefined();
    expect(recall(memory, "e-1")).toBeDefined();
    expect(recall(memory, "e-2")).toBeDefined();
  });

  test("keeps what the present batch has come upon, however old", () => {
    const memory = remembered([KEEP_APPLIED_MS + 1, 0]);
    recall(memory, "e-0");
    forgetOldest(memory, NOW);
    expect(recall(memory, "e-0")).toBeDefined();
  });
});
