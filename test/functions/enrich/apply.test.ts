import { expect, test } from "@jest/globals";
import { applyEvents } from "../../../functions/enrich/apply.ts";
import { type ReadEvent, readEvent } from "../../../functions/enrich/read.ts";
import { enrichment, enrichRules } from "../../builders/enrichment.ts";
import { memoryFacts } from "../../builders/memory-facts.ts";
import { rawEvent } from "../../builders/raw-event.ts";
import { streamRecord } from "../../builders/stream-record.ts";
import { NOW } from "./remembered-event.ts";

const eventOf = (user_id: string): ReadEvent => {
  const bytes = Buffer.from(JSON.stringify(rawEvent({ event_id: `e-${user_id}`, user_id })));
  return readEvent(bytes, streamRecord(bytes), 0, enrichment) as ReadEvent;
};

/** Applies an event each of some users; the first writes of each lose as many races as its number says. */
async function apply(races: Readonly<Record<string, number>>) {
  const facts = memoryFacts();
  const left = { ...races };
  let versions = 0;
  return applyEvents(
    Object.keys(races).map(eventOf),
    {
      read: facts.read,
      async compareAndSet(writes, deadline) {
        const losing = writes.filter(({ device }) => left[device]! > 0);
        for (const { device } of losing) left[device]! -= 1;
        await facts.compareAndSet(
          writes.filter((write) => !losing.includes(write)),
          deadline,
        );
        return new Set(losing.map(({ device }) => device));
      },
    },
    { enrichment, rules: enrichRules, outage: "wait" },
    { now: NOW, nextWriteId: () => String(versions++).padStart(16, "0") },
    Number.MAX_SAFE_INTEGER,
  );
}

test("races are counted over all rounds, a device each time that it loses", async () => {
  const applied = await apply({ ann: 0, bob: 1, cleo: 2 });
  expect(applied.races).toBe(3);
  expect(applied.remembered.map(({ person }) => person)).toEqual(["ann", "bob", "cleo"]);
});

test("a device that loses again and again is left to a retry of the batch", async () => {
  await expect(apply({ ann: 7 })).resolves.toMatchObject({ races: 7 });
  await expect(apply({ ann: 8 })).rejects.toThrow("Session state of 1 devices is contended; giving way.");
});
