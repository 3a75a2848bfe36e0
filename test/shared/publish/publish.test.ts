import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { laneOf } from "../../../shared/lane.ts";
import { type Outgoing, type PublishParts, publisher } from "../../../shared/publish/publish.ts";
import { memoryFailures, memoryStream, outgoing, unpackedLines } from "./builders.ts";

const never = Number.MAX_SAFE_INTEGER;

function setUp(override: Partial<PublishParts> = {}) {
  const sink = memoryStream();
  const failures = memoryFailures();
  const parts = { sink, failures, lanes: 4, packBytes: 1000, compression: "none" as const, ...override };
  return { sink, failures, publish: publisher(parts) };
}

const events = (count: number, users = 7): Outgoing[] =>
  Array.from({ length: count }, (_, index) => outgoing({ line: index, device: `u-${index % users}` }));

describe("publish", () => {
  test("puts every event once, in packs of one lane whose key is the lane", async () => {
    const { sink, publish } = setUp();
    const given = events(100);
    expect(await publish(given, never)).toEqual({ sent: 100, failed: 0, left: [] });
    expect(sink.texts().sort()).toEqual(given.map(({ text }) => text as string).sort());
    for (const { partitionKey, data } of sink.records) {
      for (const line of unpackedLines(data)) {
        const { device } = given.find(({ text }) => text === line)!;
        expect(partitionKey).toBe(String(laneOf(device, 4)));
      }
    }
  });

  test("keeps the order of a user's events", async () => {
    const { sink, publish } = setUp({ packBytes: 40 });
    const given = events(50, 1);
    await publish(given, never);
    expect(sink.texts()).toEqual(given.map(({ text }) => text));
  });

  test("spreads events of nobody over the lanes", async () => {
    const { sink, publish } = setUp();
    await publish(
      Array.from({ length: 50 }, (_, line) => outgoing({ line, device: "" })),
      never,
    );
    expect(new Set(sink.records.map(({ partitionKey }) => partitionKey)).size).toBe(4);
  });

  test("gives back, in order, the events of packs that may be taken later", async () => {
    const { sink, failures, publish } = setUp();
    const given = events(40);
    const lane = String(laneOf("u-1", 4));
    sink.refuse = ({ partitionKey }) =>
      partitionKey === lane ? { code: "Throttled", message: "slow down", retriable: true } : undefined;
    const held = given.filter(({ device }) => String(laneOf(device, 4)) === lane);
    const { sent, left, because } = await publish(given, never);
    expect(left).toEqual(held);
    expect(because).toBe("slow down");
    expect(sent).toBe(given.length - held.length);
    expect(failures.taken).toEqual([]);
  });

  test.each([
    {
      description: "an event that fits no record",
      event: outgoing({ text: JSON.stringify("x".repeat(1_100_000)) }),
      reason: "oversize",
    },
    {
      description: "an event that its producer refused",
      event: outgoing({ refused: { reason: "schema_violation", errors: [] } }),
      reason: "schema_violation",
    },
  ])("$description fails at stage produce with its bytes and its place", async ({ event, reason }) => {
    const { sink, failures, publish } = setUp();
    expect(await publish([event], never)).toEqual({ sent: 0, failed: 1, left: [] });
    expect(sink.records).toEqual([]);
    expect(failures.taken).toMatchObject([
      { stage: "produce", reason, source: event.source, event_id: event.event_id },
    ]);
    expect(Buffer.from(failures.taken[0]!.payload).toString()).toBe(event.text);
  });

  test("an event of a record that the stream will never take fails as unpublishable", async () => {
    const { sink, failures, publish } = setUp();
    const given = [
      outgoing({ device: "a", line: 1 }),
      outgoing({ device: "b", line: 2 }),
      outgoing({ device: "b", line: 3 }),
    ];
    sink.refuse = ({ data }) =>
      unpackedLines(data).includes('{"event_id":"e-1"}')
        ? { code: "ValidationException", message: "no", retriable: false }
        : undefined;
    expect(laneOf("a", 4)).not.toBe(laneOf("b", 4));
    expect(await publish(given, never)).toEqual({ sent: 2, failed: 1, left: [] });
    expect(failures.taken).toMatchObject([{ reason: "unpublishable", event_id: "e-1" }]);
  });

  test("keeps time for the failed path: the stream has to take the events earlier than that", async () => {
    const deadlines: unknown[] = [];
    const note = async (_: unknown, deadline?: number) => {
      deadlines.push(deadline);
      return [];
    };
    const { publish } = setUp({ sink: { put: note }, failures: { publish: note } });
    await publish([outgoing()], 60_000);
    expect(deadlines).toEqual([57_000, 60_000]);
  });

  test("throws, and files nothing, when the stream refuses most events for its own reasons", async () => {
    const { sink, failures, publish } = setUp();
    sink.refuse = () => ({ code: "KMSDisabledException", message: "the key is disabled", retriable: false });
    await expect(publish(events(10), never)).rejects.toThrow(
      "Most of 10 events would fail as unpublishable: the key is disabled.",
    );
    expect(failures.taken).toEqual([]);
  });

  test("gives back what the failed path did not take", async () => {
    const { failures, publish } = setUp();
    const refused = outgoing({ line: 2, refused: { reason: "schema_violation", errors: [] } });
    failures.refuse = () => true;
    expect(await publish([outgoing(), refused], never)).toEqual({ sent: 1, failed: 0, left: [refused] });
  });

  test("every event is acknowledged, failed or left: exactly one of them", async () => {
    const fate = fc.constantFrom("sent", "refused", "throttled", "failed path down");
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fate, fc.nat(20)), { maxLength: 60 }), async (fates) => {
        const { sink, failures, publish } = setUp({ lanes: 64 });
        const given = fates.map(([fate, user], line) =>
          outgoing({
            line,
            device: `${fate}-${user}`,
            ...(fate === "refused" || fate === "failed path down"
              ? { refused: { reason: "schema_violation" as const, errors: [] } }
              : {}),
          }),
        );
        const throttled = new Set(
          given
            .filter((_, at) => fates[at]![0] === "throttled")
            .map(({ device }) => String(laneOf(device, 64))),
        );
        sink.refuse = ({ partitionKey }) =>
          throttled.has(partitionKey) ? { code: "Throttled", message: "", retriable: true } : undefined;
        failures.refuse = ({ source }) => fates[Number(source.sequence_number)]![0] === "failed path down";
        const { sent, failed, left } = await publish(given, never);
        const places = [
          ...sink.texts(),
          ...failures.taken.map(({ payload }) => Buffer.from(payload).toString()),
          ...left.map(({ text }) => text as string),
        ];
        expect(places.sort()).toEqual(given.map(({ text }) => text as string).sort());
        expect([sent, failed]).toEqual([sink.texts().length, failures.taken.length]);
      }),
    );
  });
});
