import { describe, expect, test } from "@jest/globals";
import { ModelFault, type Scored, type Scorer } from "../../../shared/scoring/ports.ts";
import { type StoredScores, type StorePolicy, scoreAndStore } from "../../../shared/scoring/store.ts";
import type { Unwritten } from "../../../shared/stream.ts";
import type { TableItem, TableSink, WrittenItem } from "../../../shared/table.ts";
import { enrichedEvents } from "../../builders/enriched-event.ts";
import { itemIn } from "../../builders/written-item.ts";
import { scoredOf } from "./scored.ts";
import { type Scores, scorerOf } from "./scores.ts";

const times = { readAt: 0, deadline: 1_000 };
const policy: StorePolicy = { writes: "every_event", ttlDays: 30, budget: 100 };
const events = enrichedEvents(4);

function ports(
  scores: Partial<Scores>,
  unwritten: (items: readonly WrittenItem[]) => Unwritten<WrittenItem>[] = () => [],
) {
  const written: TableItem[] = [];
  const reported: StoredScores[] = [];
  const table: TableSink = {
    async write(items) {
      written.push(...items.map(itemIn));
      return unwritten(items);
    },
  };
  return {
    scorer: scorerOf(() => scores),
    table,
    written,
    reported,
    meters: { stored: (stored: StoredScores) => void reported.push(stored) },
  };
}

const idsOf = (list: readonly { event_id: string }[]) => list.map(({ event_id }) => event_id);

describe("scoreAndStore", () => {
  test("writes an item for every scored event", async () => {
    const given = ports({ scored: events.map((event) => scoredOf(event)) });
    const stored = await scoreAndStore(events, times, given, policy);
    expect(given.written.map(({ event_id }) => event_id!.S)).toEqual(idsOf(events));
    expect(stored).toMatchObject({ failures: [], retry: [], retryCause: undefined });
    expect(stored.figures).toEqual({ predicted: 4, late: 0, items: 4, unwritten: 0 });
    expect(given.reported).toEqual([stored]);
  });

  test("writes what was scored and gives back what was not", async () => {
    const given = ports({ scored: [scoredOf(events[0]!)], unscored: events.slice(1), lastError: "503" });
    const stored = await scoreAndStore(events, times, given, policy);
    expect(given.written).toHaveLength(1);
    expect(idsOf(stored.retry)).toEqual(["e-1", "e-2", "e-3"]);
    expect(stored.retryCause).toBe("503");
  });

  test.each([
    { description: "five seconds", times: { readAt: 1_000, deadline: 59_000 }, ends: 54_000 },
    { description: "a quarter of a short time", times: { readAt: 1_000, deadline: 3_000 }, ends: 2_500 },
    { description: "nothing of a time that is over", times: { readAt: 3_000, deadline: 2_000 }, ends: 2_000 },
  ])("leaves $description of a slow model's to storing, which has it whole", async ({ times, ends }) => {
    const given = ports({});
    const deadlines: number[] = [];
    const scorer: Scorer = {
      async score(_events, { deadline }, take) {
        deadlines.push(deadline);
        take([scoredOf(events[0]!)]);
        return { rejected: [], unscored: events.slice(1), lastError: "timeout" };
      },
      close: async () => {},
    };
    const table: TableSink = {
      async write(_items, deadline) {
        deadlines.push(deadline);
        return [];
      },
    };
    const archive = { put: async (_scored: unknown, deadline: number) => void deadlines.push(deadline) };
    const stored = await scoreAndStore(events, times, { ...given, scorer, table, archive }, policy);
    expect(deadlines).toEqual([ends, times.deadline, times.deadline]);
    expect(stored.retry).toEqual(events.slice(1));
  });

  test("writes what was scored before it says that the model cannot be used", async () => {
    const given = ports({});
    const scorer: Scorer = {
      async score(_events, _times, take) {
        take([scoredOf(events[0]!)]);
        throw new ModelFault("401");
      },
      close: async () => {},
    };
    await expect(scoreAndStore(events, times, { ...given, scorer }, policy)).rejects.toThrow("401");
    expect(given.written).toHaveLength(1);
  });

  describe("with an archive", () => {
    const archiveOf = (put: (ids: string[]) => void) => ({
      put: async (scored: readonly Scored[]) => put(scored.map(({ event }) => event.event_id)),
    });

    test.each(["every_event", "latest_per_user"] as const)(
      "puts every event that is stored, by %s",
      async (writes) => {
        const archived: string[][] = [];
        const given = ports({ scored: events.map((event) => scoredOf(event)) }, (items) =>
          items
            .filter((item) => itemIn(item).event_id!.S === "e-0")
            .map((item) => ({ item, code: "x", message: "x", retriable: true })),
        );
        const archive = archiveOf((ids) => void archived.push(ids));
        await scoreAndStore(events, times, { ...given, archive }, { ...policy, writes });
        expect(archived.flat()).toEqual(expect.arrayContaining(["e-1", "e-2", "e-3"]));
        if (writes === "every_event") expect(archived.flat()).not.toContain("e-0");
      },
    );

    test("throws when they cannot be put, so that the batch comes again", async () => {
      const archive = archiveOf(() => {
        throw new Error("SlowDown");
      });
      const given = ports({ scored: [scoredOf(events[0]!)], unscored: events.slice(1) });
      await expect(scoreAndStore(events, times, { ...given, archive }, policy)).rejects.toThrow("SlowDown");
      expect(given.written).toHaveLength(1);
    });

    test("puts nothing where nothing was scored", async () => {
      const archived: string[][] = [];
      const given = ports({ unscored: events });
      await scoreAndStore(
        events,
        times,
        { ...given, archive: archiveOf((ids) => void archived.push(ids)) },
        policy,
      );
      expect(archived).toEqual([]);
    });
  });

  test("a rejected event is a failure with the model's words", async () => {
    const given = ports({ rejected: [{ event: events[2]!, status: 422, message: "price is odd" }] });
    const { failures } = await scoreAndStore(events, times, given, policy);
    expect(failures).toEqual([
      {
        event: events[2],
        reason: "model_rejected",
        errors: [{ path: "", expected: expect.any(String), actual: "status 422", message: "price is odd" }],
      },
    ]);
    expect(given.written).toEqual([]);
  });

  test.each([
    { code: "UnprocessedItem", retriable: true, reason: undefined },
    { code: "ItemTooLarge", retriable: false, reason: "oversize" },
    { code: "InvalidKey", retriable: false, reason: "schema_violation" },
    { code: "ValidationException", retriable: false, reason: "unpublishable" },
  ])("an item not written for $code", async ({ code, retriable, reason }) => {
    const given = ports({ scored: events.map((event) => scoredOf(event)) }, (items) => [
      { item: items[1]!, code, message: "why", retriable },
    ]);
    const stored = await scoreAndStore(events, times, given, policy);
    expect(idsOf(stored.retry)).toEqual(retriable ? ["e-1"] : []);
    expect(stored.failures.map((failure) => [failure.event.event_id, failure.reason])).toEqual(
      retriable ? [] : [["e-1", reason]],
    );
    expect(stored.figures).toMatchObject({ predicted: 3, items: 3, unwritten: 1 });
  });

  test("a prediction that no item can hold fails its event, and the others are written", async () => {
    const predictions = [0.5, 1e200, [[[0.5]]], -1e126];
    const scored = events.map((event, index) => scoredOf(event, { prediction: predictions[index]! }));
    const given = ports({ scored });
    const { failures, retry, figures } = await scoreAndStore(events, times, given, policy);
    expect(given.written.map(({ event_id }) => event_id!.S)).toEqual(["e-0", "e-2"]);
    expect(failures.map(({ event, reason }) => [event.event_id, reason])).toEqual([
      ["e-1", "model_rejected"],
      ["e-3", "model_rejected"],
    ]);
    expect(failures[0]!.errors[0]!.message).toContain("1e+200");
    expect([retry, figures]).toEqual([[], { predicted: 2, late: 0, items: 2, unwritten: 2 }]);
  });

  test("one item a user and batch, when so set", async () => {
    const same = enrichedEvents(3).map((event) => ({ ...event, user_id: "u" }));
    const given = ports({ scored: same.map((event) => scoredOf(event)) });
    const { figures } = await scoreAndStore(same, times, given, { ...policy, writes: "latest_per_user" });
    expect(given.written.map(({ event_id }) => event_id!.S)).toEqual(["e-2"]);
    expect(figures).toMatchObject({ predicted: 3, items: 1 });
  });

  test("events scored after the budget count as late", async () => {
    const scored = [scoredOf(events[0]!, { scoredAt: 100 }), scoredOf(events[1]!, { scoredAt: 101 })];
    const { figures } = await scoreAndStore(events, times, ports({ scored }), policy);
    expect(figures.late).toBe(1);
  });
});
