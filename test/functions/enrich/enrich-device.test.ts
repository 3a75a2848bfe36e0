import { describe, expect, test } from "@jest/globals";
import { enrichDevice } from "../../../functions/enrich/enrich-device.ts";
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
  return enrichDevice({ device: user, events: read }, undefined, server, context).write!.next;
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

describe("after a loss", () => {
  const LOST = NOW - 2 * 3_600_000;
  const MINUTE = 60_000;
  const device = "d-1";

  /** What the events of a device that was lost say of their session; they happened so many minutes after the loss. */
  function sessions(minutes: readonly number[], more: Record<string, unknown> = {}): (string | undefined)[] {
    const events = minutes.map((minute, at) => {
      const created = new Date(LOST + minute * MINUTE).toISOString();
      const event = {
        event_id: `e-${at}`,
        anonymous_id: device,
        client_created_at: created,
        received_at: created,
      };
      const bytes = Buffer.from(JSON.stringify(rawEvent({ ...event, ...more })));
      return readEvent(bytes, streamRecord(bytes, { arrivalTime: NOW }), 0, enrichment) as ReadEvent;
    });
    const { remembered } = enrichDevice(
      { device, events },
      undefined,
      { name: "0123", since: LOST },
      context,
    );
    return remembered.map(({ outcome }) => outcome.status.session);
  }

  test.each([
    {
      description: "a session that began well after it is one of its own",
      minutes: [40, 41],
      says: ["ok", "ok"],
    },
    {
      description: "a session is no longer sure once a late event says that it began before",
      minutes: [40, 20],
      says: ["ok", "stale"],
    },
    {
      description: "an event from before it may have been counted, whatever its session",
      minutes: [-1],
      more: { session_id: "s-1" },
      says: ["stale"],
    },
  ])("$description", ({ minutes, more, says }) => {
    expect(sessions(minutes, more)).toEqual(says);
  });
});
