import { describe, expect, test } from "@jest/globals";
import { type GenerateParts, generateHandler } from "../../../functions/generate/handler.ts";
import type { Outgoing, Publish } from "../../../shared/publish/publish.ts";

const tick = { time: "2026-03-04T10:00:00Z" };
const invocation = { deadline: Number.MAX_SAFE_INTEGER, functionArn: "", requestId: "" };

function setUp(override: Partial<GenerateParts> = {}) {
  const published: Outgoing[] = [];
  const publish: Publish = async (events) => {
    published.push(...events);
    return { sent: events.length, failed: 0, left: [] };
  };
  const handle = generateHandler({ publish, events: 250, badRatio: 0.1, report: () => {}, ...override });
  return { published, handle };
}

describe("generate", () => {
  test.each([0, 1, 250, 10_001])("publishes %d events", async (events) => {
    const { published, handle } = setUp({ events });
    expect(await handle(tick, invocation)).toEqual({
      sent: events,
      failed: 0,
      malformed: Math.round(events * 0.1),
    });
    expect(published).toHaveLength(events);
    // A failed event is identified by its place.
    expect(new Set(published.map(({ source }) => source.sequence_number)).size).toBe(events);
  });

  test("an invocation that is tried again publishes the same events, the next minute's others", async () => {
    const { published, handle } = setUp();
    await handle(tick, invocation);
    const first = published.splice(0).map(({ text }) => text);
    await handle(tick, invocation);
    expect(published.splice(0).map(({ text }) => text)).toEqual(first);
    await handle({ time: "2026-03-04T10:01:00Z" }, invocation);
    expect(published.filter(({ text }) => first.includes(text))).toEqual([]);
  });

  test("its events were received in the minute before the schedule was due", async () => {
    const { published, handle } = setUp({ badRatio: 0 });
    await handle(tick, invocation);
    const received = published.map(({ text }) => Date.parse(JSON.parse(text as string).received_at));
    expect(Math.min(...received)).toBe(Date.parse("2026-03-04T09:59:00Z"));
    expect(Math.max(...received)).toBeLessThan(Date.parse("2026-03-04T10:00:00Z"));
  });

  test("throws when the stream does not take everything in time", async () => {
    const { handle } = setUp({ publish: async (events) => ({ sent: 0, failed: 0, left: [...events] }) });
    await expect(handle(tick, invocation)).rejects.toThrow("did not take 250 of 250 events");
  });

  test("throws without a time, since then a second attempt would not give the same events", async () => {
    const { handle } = setUp();
    await expect(handle({ time: "" }, invocation)).rejects.toThrow("has a time");
  });
});
