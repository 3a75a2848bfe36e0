import { afterEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { DocumentKeys } from "../../../functions/produce/document-keys.ts";
import { LEASE_MS } from "../../../functions/produce/turn.ts";
import {
  documentOf,
  type FaultStep,
  type Harness,
  LAG_MS,
  OVERLAP_MS,
  PAGE_SIZE,
  startProduce,
} from "./harness.ts";

let running: Harness | undefined;
const start = async (...options: Parameters<typeof startProduce>): Promise<Harness> => {
  running = await startProduce(...options);
  return running;
};
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

const names = (count: number, prefix = "e"): string[] =>
  Array.from({ length: count }, (_, at) => `${prefix}-${String(at).padStart(3, "0")}`);

/** Indexes documents, shows them, and lets the lag pass. */
function show({ elasticsearch, clock }: Harness, ids: readonly string[]): void {
  elasticsearch.index(ids.map((id) => documentOf(id)));
  elasticsearch.refresh();
  clock.ms += LAG_MS + 1;
}

/** Until what was left behind is free again, and what became visible late is found. */
async function readAll(harness: Harness): Promise<void> {
  for (let polls = 0; polls < 40; polls += 1) {
    await harness.invoke();
    harness.clock.ms += 1_500;
  }
}

describe("produce", () => {
  test("puts every document of the index once, byte for byte, in the order of its ingest", async () => {
    const harness = await start({ pollMs: 1_000 });
    const documents = names(10).map((id) => documentOf(id, { user_id: "u" }));
    harness.elasticsearch.index(documents);
    harness.elasticsearch.refresh();
    harness.clock.ms += LAG_MS + 1;
    expect(await harness.invoke()).toMatchObject({ sent: 10, failed: 0, unreachable: 0 });
    expect(harness.sink.texts()).toEqual(documents);
    expect(harness.elasticsearch.openPointsInTime()).toBe(0);
  });

  test("keeps time for saving its progress: a page has to be published earlier than that", async () => {
    const deadlines: number[] = [];
    const harness = await start({
      prepare: (events) => async (deadline) => {
        deadlines.push(deadline);
        return { sent: events.length, failed: 0, left: [] };
      },
    });
    show(harness, names(1));
    const left = 15_000;
    const end = harness.clock.ms + left;
    await harness.invoke({ left });
    expect(deadlines).toEqual([end - 2_000]);
  });

  test("keeps time of its lease: nothing is published of a slice that another may have taken over", async () => {
    const deadlines: number[] = [];
    const harness = await start({
      prepare: (events) => async (deadline) => {
        deadlines.push(deadline);
        return { sent: events.length, failed: 0, left: [] };
      },
    });
    show(harness, names(1));
    const end = harness.clock.ms + LEASE_MS;
    await harness.invoke();
    expect(deadlines).toEqual([end - 8_000]);
  });

  test("documents of one moment over several pages and polls are neither lost nor doubled", async () => {
    const harness = await start();
    const first = names(2 * PAGE_SIZE + 1, "a");
    show(harness, first);
    await readAll(harness);
    expect(harness.ids().sort()).toEqual(first);
  });

  test("documents that join a moment which was read already are found", async () => {
    const harness = await start({ pollMs: 500 });
    harness.elasticsearch.index([documentOf("early")]);
    harness.elasticsearch.index([documentOf("same moment, other shard")], { held: true });
    harness.elasticsearch.refresh();
    harness.clock.ms += LAG_MS + 1;
    await harness.invoke();
    harness.elasticsearch.refresh({ held: true });
    await readAll(harness);
    expect(harness.ids()).toEqual(["early", "same moment, other shard"]);
  });

  test.each([
    { late: LAG_MS + 1, before: 0 },
    { late: OVERLAP_MS, before: 0 },
    { late: LAG_MS + OVERLAP_MS, before: 0 },
    { late: LAG_MS + OVERLAP_MS, before: 3_000 },
    { late: LAG_MS + OVERLAP_MS, before: 7_000 },
    { late: LAG_MS + OVERLAP_MS, before: 9_900 },
  ])(
    "a document that becomes visible only after $late ms is found, $before ms after the first poll",
    async ({ late, before }) => {
      const harness = await start({ pollMs: 500 });
      const { clock, elasticsearch } = harness;
      const busyUntil = async (end: number) => {
        while (clock.ms < end - 1_000) {
          elasticsearch.index([documentOf(`e-${clock.ms}`)]);
          elasticsearch.refresh();
          clock.ms += 100;
          await harness.invoke();
        }
      };
      await busyUntil(clock.ms + before);
      const visibleAt = clock.ms + late;
      elasticsearch.index([documentOf("late")], { held: true });
      await busyUntil(visibleAt);
      clock.ms = visibleAt;
      elasticsearch.refresh({ held: true });
      await readAll(harness);
      const ids = harness.ids();
      expect(ids).toContain("late");
      expect(new Set(ids).size).toBe(ids.length);
    },
  );

  test("keeps nanoseconds: of two documents of one millisecond each is read once", async () => {
    const harness = await start({ pollMs: 500 });
    for (const [at, id] of names(5).entries()) {
      harness.clock.nanos = BigInt(at * 100 + 1);
      harness.elasticsearch.index([documentOf(id)]);
    }
    harness.elasticsearch.refresh();
    harness.clock.ms += LAG_MS + 1;
    await readAll(harness);
    expect(harness.ids()).toEqual(names(5));
  });

  test("a document without an id gets one of its place, and the ingest time as its arrival", async () => {
    const { elasticsearch, clock, sink, invoke } = await start();
    const ingested = new Date(clock.ms).toISOString();
    elasticsearch.index([documentOf("x", { event_id: undefined, received_at: undefined })]);
    elasticsearch.refresh();
    clock.ms += LAG_MS + 1;
    await invoke();
    expect(JSON.parse(sink.texts()[0]!)).toMatchObject({
      event_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      received_at: ingested,
    });
  });

  test("keys that JavaScript treats in a special way stay attributes", async () => {
    const { elasticsearch, clock, sink, invoke } = await start();
    const poisoned = documentOf("x").replace(
      "{",
      '{"__proto__":{"polluted":"1"},"constructor":{"prototype":{}},',
    );
    elasticsearch.index([poisoned]);
    elasticsearch.refresh();
    clock.ms += LAG_MS + 1;
    await invoke();
    expect(sink.texts()).toEqual([poisoned]);
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });

  test("a document whose event fits no record fails at stage produce, and the others go on", async () => {
    const { elasticsearch, clock, sink, failures, invoke } = await start();
    elasticsearch.index([documentOf("big", { page_title: "x".repeat(1_100_000) }), documentOf("e")]);
    elasticsearch.refresh();
    clock.ms += LAG_MS + 1;
    expect(await invoke()).toMatchObject({ sent: 1, failed: 1 });
    expect(sink.texts()).toEqual([documentOf("e")]);
    expect(failures.taken).toMatchObject([
      { stage: "produce", reason: "oversize", event_id: "big", source: { stream: "elasticsearch/clicks" } },
    ]);
  });

  test("saves the cursor only after the stream and the failed path have taken everything", async () => {
    const harness = await start();
    show(harness, names(2));
    await harness.invoke();
    // The first is the lease.
    expect(harness.effects.slice(0, 5).sort()).toEqual(["cursor", "cursor", "failures", "part", "put"]);
    expect(harness.effects[4]).toBe("cursor");
  });

  test("an invocation that finds nothing new writes nothing", async () => {
    const harness = await start({ pollMs: 500 });
    show(harness, names(2));
    await harness.invoke();
    harness.effects.length = 0;
    await harness.invoke();
    expect(harness.effects.filter((effect) => effect === "cursor" || effect === "part")).toEqual([]);
  });

  test.each([2, 3, 7])("%i invocations at once read each document once, in order", async (count) => {
    const harness = await start({ pollMs: 500, slices: 3 });
    const documents = names(20).map((id) => documentOf(id, { user_id: "u" }));
    for (const document of documents) {
      harness.clock.ms += 1;
      harness.elasticsearch.index([document]);
    }
    harness.elasticsearch.refresh();
    harness.clock.ms += LAG_MS + 1;
    await Promise.all(Array.from({ length: count }, () => harness.invoke()));
    await readAll(harness);
    expect(harness.sink.texts()).toEqual(documents);
  });

  test("goes on where the release before stood, whose progress has another form: nothing is lost or doubled", async () => {
    const harness = await start({ pollMs: 500 });
    const { clock, elasticsearch, checkpoints } = harness;
    const began = clock.ms;
    const read = new DocumentKeys();
    const index = (id: string, published: boolean) => {
      const [key] = elasticsearch.index([documentOf(id, { user_id: "u" })]);
      const ingestedAt = new Date(clock.ms).toISOString();
      if (published) read.add({ index: "clicks", id: key!, ingestedAt });
    };
    // Of the last moment that was read, some documents are on the stream, and some are not.
    for (const id of names(5)) {
      clock.ms += 1;
      index(id, true);
    }
    const cursor = new Date(clock.ms).toISOString();
    index("f-same moment", false);
    clock.ms += 1;
    index("g-later", false);
    const seen = [{ slot: 4, newest: cursor }];
    const settled = new Date(began).toISOString();
    checkpoints.versions.set("elasticsearch/clicks", {
      version: 17,
      state: JSON.stringify({ cursor, settled, seen }),
    });
    checkpoints.parts.set("elasticsearch/clicks#seen/4", { bytes: read.encode()[0]!, token: 0 });
    elasticsearch.refresh();
    clock.ms += LAG_MS + 1;
    await readAll(harness);
    expect(harness.ids()).toEqual(["f-same moment", "g-later"]);
  });

  test("remembers no more documents than can be met again", async () => {
    const harness = await start({ pollMs: 500 });
    for (const id of names(30)) {
      show(harness, [id]);
      await harness.invoke();
      harness.clock.ms += OVERLAP_MS / 2;
    }
    const { state } = [...harness.checkpoints.versions.values()][0]!;
    const { seen } = JSON.parse(state) as { seen: { slot: number }[] };
    expect(seen.length).toBeLessThanOrEqual(4);
    expect(harness.checkpoints.parts.size).toBeLessThanOrEqual(5);
    expect(harness.ids()).toEqual(names(30));
  });

  const steps: FaultStep[] = [
    "open",
    "search",
    "partial search",
    "timed out search",
    "put",
    "put, answer lost",
    "throttled",
    "file failures",
    "failures not taken",
    "save part",
    "save part, answer lost",
    "save cursor",
    "save cursor, answer lost",
  ];

  test("a point in time that the index does not hold any more is opened again, and nothing is lost or doubled", async () => {
    for (const after of [0, 1, 2, 3]) {
      const harness = await startProduce({ pollMs: 500 });
      try {
        show(harness, names(2 * PAGE_SIZE + 1));
        Object.assign(harness.fault, { step: "snapshot expired", after });
        await readAll(harness);
        expect(harness.fault.step).toBeUndefined();
        expect(harness.ids()).toEqual(names(2 * PAGE_SIZE + 1));
      } finally {
        await harness.stop();
      }
    }
  });

  const cases = steps.flatMap((step) =>
    ["documents of just now", "a backlog"].map((what) => ({
      step,
      what,
      age: what === "a backlog" ? 60_000 : 0,
    })),
  );

  test.each(cases)(
    "$step, with $what: the invocation fails, nothing is lost, what repeats has the same bytes",
    async ({ step, age }) => {
      const harness = await start({ pollMs: 500 });
      harness.elasticsearch.index([documentOf("big", { page_title: "x".repeat(1_100_000) })]);
      const expected = names(PAGE_SIZE + 1).map((id, user) => documentOf(id, { user_id: `u-${user}` }));
      for (const document of expected) {
        harness.clock.ms += 1;
        harness.elasticsearch.index([document]);
      }
      harness.elasticsearch.refresh();
      harness.clock.ms += LAG_MS + 1 + age;
      harness.fault.step = step;
      await expect(harness.invoke()).rejects.toThrow();
      await readAll(harness);
      expect([...new Set(harness.sink.texts())].sort()).toEqual(expected);
      expect(new Set(harness.failures.taken.map(({ event_id }) => event_id))).toEqual(new Set(["big"]));
    },
  );

  test("whatever fails and whenever documents appear: each is on the stream, and once when nothing failed", async () => {
    const action = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({ kind: fc.constant("index" as const), count: fc.integer({ min: 1, max: 7 }) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant("hold" as const), count: fc.integer({ min: 1, max: 3 }) }),
      },
      {
        weight: 4,
        arbitrary: fc.record({ kind: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 900 }) }),
      },
      { weight: 5, arbitrary: fc.record({ kind: fc.constant("invoke" as const) }) },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant("fail" as const),
          step: fc.constantFrom(...steps),
          after: fc.nat(3),
        }),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 40 }), async (actions) => {
        const harness = await startProduce({ pollMs: 500 });
        const expected: string[] = [];
        const next = () => {
          expected.push(`e-${String(expected.length).padStart(3, "0")}`);
          return documentOf(expected.at(-1)!);
        };
        let struck = 0;
        let heldSince: number | undefined;
        const { elasticsearch, clock, fault } = harness;
        try {
          for (const act of actions) {
            if (heldSince !== undefined && clock.ms - heldSince > OVERLAP_MS / 2) {
              elasticsearch.refresh({ held: true });
              heldSince = undefined;
            }
            if (act.kind === "index") elasticsearch.index(Array.from({ length: act.count }, next));
            else if (act.kind === "hold") {
              elasticsearch.index(Array.from({ length: act.count }, next), { held: true });
              heldSince ??= clock.ms;
            } else if (act.kind === "wait") clock.ms += act.ms;
            else if (act.kind === "fail") Object.assign(fault, act);
            else {
              elasticsearch.refresh();
              await harness.invoke().catch(() => {
                struck += 1;
              });
            }
          }
          fault.step = undefined;
          elasticsearch.refresh({ held: true });
          await readAll(harness);
          const ids = harness.ids();
          expect([...new Set(ids)].sort()).toEqual(expected);
          if (struck === 0) expect(ids).toHaveLength(expected.length);
        } finally {
          await harness.stop();
        }
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});
