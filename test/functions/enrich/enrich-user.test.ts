import { expect, test } from "@jest/globals";
import { enrichUser } from "../../../functions/enrich/enrich-user.ts";
import { type ReadEvent, readEvent } from "../../../functions/enrich/read.ts";
import { writeIds } from "../../../functions/enrich/session/write-ids.ts";
import { enrichment, enrichRules } from "../../builders/enrichment.ts";
import { rawEvent } from "../../builders/raw-event.ts";
import { streamRecord } from "../../builders/stream-record.ts";
import { NOW } from "./remembered-event.ts";

const context = {
  now: NOW,
  nextWriteId: writeIds(),
  enrichment,
  rules: enrichRules,
  lookUps: enrichment.lookUps.map(() => () => ({ status: "missing" as const })),
};
const server = { name: "0123", since: 0 };

const stateOf = (user: string, events: number): Buffer => {
  const read = Array.from({ length: events }, (_, at) => {
    const bytes = Buffer.from(JSON.stringify(rawEvent({ event_id: `${user}-${at}`, user_id: user })));
    return readEvent(bytes, streamRecord(bytes), 0, enrichment) as ReadEvent;
  });
  return enrichUser({ user, events: read }, undefined, server, context).write!.next;
};

test("a state that was handed on stays as it is while others are written, small ones and large ones", () => {
  const states = Array.from({ length: 400 }, (_, at) => {
    const next = stateOf(`u-${at}`, at % 100 === 99 ? 500 : 1 + (at % 5));
    return { next, text: next.toString() };
  });

  for (const [at, { next, text }] of states.entries()) {
    expect(next.toString()).toBe(text);
    expect(text).toContain(`\nu-${at}-0\t`);
  }
});
