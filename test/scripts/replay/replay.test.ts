import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { objectsOf } from "../../../functions/failed/objects.ts";
import type { EventChanges } from "../../../scripts/replay/change.ts";
import { filterOf } from "../../../scripts/replay/filter.ts";
import { replay } from "../../../scripts/replay/run.ts";
import { claimCheck } from "../../../shared/failure/claim-check.ts";
import { describe as describeRow } from "../../../shared/failure/describe.ts";
import type { FailedEvent, Failure } from "../../../shared/failure/failed-event.ts";
import { replayedByKey, replayedInBytes, withoutReplayed } from "../../../shared/failure/replayed.ts";
import { laneOf } from "../../../shared/lane.ts";
import { loadMapping } from "../../../shared/mapping/load.ts";
import { unpackRecord } from "../../../shared/pack/decode.ts";
import type { OutRecord, StreamSink } from "../../../shared/stream.ts";
import { pipelineVersion, release } from "../../../shared/version.ts";
import { archivedLine } from "../../functions/archive/builders.ts";
import { failureAt, type MemoryStore, memoryObjectStore } from "../../shared/failure/builders.ts";

/** Not the default: the stack tells how many it has. */
const LANES = 48;
const NOON = Date.parse("2026-03-01T12:00:00.000Z");

interface Filed {
  failure: Failure;
  component?: string;
  at?: number;
}

/** A bucket that holds the failures, as the failed-events function writes them. */
async function bucketOf(filed: Filed[]) {
  const store = memoryObjectStore();
  for (const { failure, component = "enrich", at = NOON } of filed) {
    const row = await claimCheck(describeRow(failure, { component, now: at }), failure.payload, store);
    for (const { key, bytes } of objectsOf([row], "failed")) await store.put(key, bytes);
  }
  return store;
}

function memoryStream(refuses: (record: OutRecord) => boolean = () => false) {
  const records: OutRecord[] = [];
  const sink: StreamSink = {
    async put(batch) {
      const refused = batch.filter(refuses);
      records.push(...batch.filter((record) => !refused.includes(record)));
      return refused.map((item) => ({ item, code: "DeadlineExceeded", message: "no", retriable: true }));
    },
  };
  const marked = () =>
    records.flatMap(({ data }) => {
      const unpacked = unpackRecord(data);
      return unpacked.ok ? unpacked.entries.map((bytes) => Buffer.from(bytes).toString()) : [];
    });
  return { records, sink, marked, texts: () => marked().map(withoutReplayed) };
}

interface Options {
  all?: boolean;
  force?: boolean;
  apply?: boolean;
  maxReplays?: number;
  refuses?: (record: OutRecord) => boolean;
  filter?: object;
  changes?: EventChanges;
}

async function runOn(store: MemoryStore, options: Options = {}) {
  const {
    all = false,
    force = false,
    apply = true,
    maxReplays = 3,
    refuses,
    filter = {},
    changes = {},
  } = options;
  const [raw, enriched] = [memoryStream(refuses), memoryStream(refuses)];
  const result = await replay({
    store,
    filter: filterOf(filter),
    changes,
    all,
    force,
    maxReplays,
    ...(apply && { apply: { raw: raw.sink, enriched: enriched.sink, lanes: LANES } }),
  });
  return { ...result, raw, enriched, store };
}

const run = async (filed: Filed[], options: Options = {}) => runOn(await bucketOf(filed), options);

const retryable = (index: number, text: string, override: Partial<Failure> = {}) =>
  failureAt(index, { stage: "enrich", reason: "retries_exhausted", payload: Buffer.from(text), ...override });

describe("replay", () => {
  test("only counts unless told to apply", async () => {
    const { raw, summary, done } = await run([{ failure: retryable(0, "{}") }, { failure: failureAt(1) }], {
      apply: false,
    });
    expect(raw.records).toEqual([]);
    expect(done.put).toBe(0);
    expect(summary.report(undefined)).toMatch(
      /enrich +retries_exhausted +2026-03-01 +\d+\.\d+\.\d+\S* +1 +2 +to raw/,
    );
    expect(summary.report(undefined)).toMatch(/validate +schema_violation .*would fail again unchanged/);
    expect(summary.report(undefined)).toMatch("1 failed events would be put back");
  });

  test("puts the original bytes back in the lane of their user", async () => {
    const texts = ['{"user_id":"u1",  "a":1}', '{"anonymous_id":"d2"}', '{"user_id":"u1","a":2}'];
    const { raw, enriched, done } = await run(
      texts.map((text, index) => ({ failure: retryable(index, text) })),
    );
    expect(raw.texts().sort()).toEqual([...texts].sort());
    expect(new Set(raw.records.map(({ partitionKey }) => partitionKey))).toEqual(
      new Set([laneOf("u1", LANES), laneOf("d2", LANES)].map(String)),
    );
    expect(enriched.records).toEqual([]);
    expect(done).toMatchObject({ put: 3, left: 0 });
  });

  test.each([{ stage: "predict" }, { stage: "archive" }] as const)(
    "puts what failed at $stage back on the enriched stream, a partition a pack",
    async ({ stage }) => {
      const texts = [
        archivedLine(),
        archivedLine({ event_time: "2026-03-01T13:00:00.000Z" }),
        archivedLine({ event_id: "e2" }),
      ];
      const { raw, enriched } = await run(
        texts.map((text, index) => ({ failure: retryable(index, text, { stage }) })),
      );
      expect(raw.records).toEqual([]);
      expect(enriched.records).toHaveLength(2);
      expect(enriched.texts().sort()).toEqual([...texts].sort());
    },
  );

  test("bytes that are no JSON, or hold a line end, come out as one record as they were", async () => {
    const texts = ["not json", '{\n "user_id": "u1"\n}', "two\nlines"];
    const { raw } = await run(
      texts.map((text, index) => ({ failure: failureAt(index, { payload: Buffer.from(text) }) })),
      { all: true },
    );
    const put = raw.records.map(({ data }) => withoutReplayed(Buffer.from(data).toString()));
    expect(put.sort()).toEqual(["not json", '{\n "user_id": "u1"\n}', "two\nlines"].sort());
  });

  test("marks what is put back, in the event or beside bytes that are none, so that failing again is the same failure", async () => {
    const failures = [retryable(0, '{"user_id":"u1"}'), retryable(1, "not json")];
    const { raw } = await run(failures.map((failure) => ({ failure })));
    const marks = raw.records.map(
      ({ partitionKey, data }) => replayedByKey(partitionKey) ?? replayedInBytes(data),
    );
    const [first, second] = failures.map((failure) =>
      describeRow(failure, { component: "enrich", now: NOON }),
    );
    for (const row of [first!, second!])
      expect(marks).toContainEqual({
        replay_of: row.failure_id,
        replay_count: 1,
        first_failed_at: row.failed_at,
      });
  });

  test("counts what failed on any day, however long ago", async () => {
    const old = { failure: failureAt(0), at: Date.parse("2023-12-31T12:00:00.000Z") };
    const { summary } = await run([old, { failure: failureAt(1) }], { apply: false });
    expect(summary.json().groups.map(({ day }) => day)).toEqual(["2023-12-31", "2026-03-01"]);
  });

  test("finds a large payload beside its row", async () => {
    const text = JSON.stringify({ user_id: "u1", note: "x".repeat(300_000) });
    const { raw } = await run([{ failure: retryable(0, text) }]);
    expect(raw.texts()).toEqual([text]);
  });

  test("replays a failure once, however many objects hold it", async () => {
    const failure = retryable(0, '{"user_id":"u1"}');
    const { raw, summary } = await run([{ failure }, { failure, at: NOON + 86_400_000 }]);
    expect(raw.texts()).toHaveLength(1);
    expect(summary.ready).toBe(1);
  });

  describe("of what was put back", () => {
    const filed = [
      { failure: retryable(1, '{"user_id":"u1"}') },
      { failure: retryable(2, '{"user_id":"u2"}') },
    ];

    test("offers nothing again, also in a dry run, unless it is forced", async () => {
      const store = await bucketOf(filed);
      expect((await runOn(store)).done.put).toBe(2);
      const dry = await runOn(store, { apply: false });
      expect(dry.summary).toMatchObject({ ready: 0, skipped: 2 });
      expect(dry.summary.report()).toMatch("put back already, and has not failed since");
      expect((await runOn(store, { apply: false, force: true })).summary.ready).toBe(2);
    });

    test("offers again what failed again", async () => {
      const store = await bucketOf(filed);
      const { raw } = await runOn(store);
      const [bytes] = raw.marked().map((text) => Buffer.from(text));
      const again = await bucketOf([
        ...filed,
        { failure: retryable(9, bytes!.toString(), replayedInBytes(bytes!)), at: NOON + 1 },
      ]);
      for (const [key, object] of store.objects)
        if (key.startsWith("replayed/")) await again.put(key, object);
      const { summary, raw: second } = await runOn(again);
      expect(summary).toMatchObject({ ready: 1, skipped: 1 });
      expect(second.texts()).toEqual([withoutReplayed(bytes!.toString())]);
    });

    test("offers again what could not be put", async () => {
      const store = await bucketOf(filed);
      expect((await runOn(store, { refuses: () => true })).done.left).toBe(2);
      expect((await runOn(store, { apply: false })).summary.ready).toBe(2);
    });

    test("writes receipts that hold no data of the event", async () => {
      const store = await bucketOf(filed);
      await runOn(store);
      const receipts = [...store.objects].filter(([key]) => key.startsWith("replayed/dt="));
      const text = receipts.map(([, bytes]) => gunzipSync(bytes).toString()).join("");
      expect(
        text
          .trim()
          .split("\n")
          .map((line) => Object.keys(JSON.parse(line))),
      ).toEqual(Array(2).fill(["v", "failure_id", "replay_count"]));
    });
  });

  test("leaves what holds no event's bytes", async () => {
    const { raw, summary } = await run(
      [{ failure: retryable(0, '{"KinesisBatchInfo":{}}'), component: "failed" }],
      { all: true },
    );
    expect(raw.records).toEqual([]);
    expect(summary.report(undefined)).toMatch("holds no event's bytes");
  });

  test("leaves what is left of somebody who was forgotten", async () => {
    const failure = { ...retryable(0, ""), reason: "forgotten" } as const;
    const { raw, summary } = await run([{ failure }], { all: true, force: true });
    expect(raw.records).toEqual([]);
    expect(summary.report(undefined)).toMatch("holds no event's bytes");
  });

  test("says what could not be put back", async () => {
    const { summary, done } = await run([{ failure: retryable(0, "{}") }], { refuses: () => true });
    expect(done).toMatchObject({ put: 0, left: 1 });
    expect(summary.report(done)).toMatch("1 could not be (DeadlineExceeded)");
  });

  describe("of what failed again", () => {
    /** The event's first failure, and the one after it was put back. */
    const history = (replay_count: number): Filed[] => {
      const first = retryable(0, '{"user_id":"u1","try":0}');
      const { failure_id } = rowOf(first);
      const again = retryable(9, '{"user_id":"u1","try":1}', { replay_of: failure_id, replay_count });
      return [{ failure: first }, { failure: again, at: NOON + 86_400_000 }];
    };
    const rowOf = (failure: Failure): FailedEvent => describeRow(failure, { component: "enrich", now: NOON });

    test("takes the latest bytes, and not the first again", async () => {
      const { raw } = await run(history(1));
      expect(raw.texts()).toEqual(['{"user_id":"u1","try":1}']);
      expect(raw.marked()[0]).toMatch('"replay_count":"2"');
    });

    test("does so where a filter leaves the later failure out", async () => {
      const { raw } = await run(history(1), { filter: { until: "2026-03-02" } });
      expect(raw.records).toEqual([]);
    });

    test("stops after some times, unless it is forced", async () => {
      const guarded = await run(history(3));
      expect(guarded.raw.records).toEqual([]);
      expect(guarded.summary.report(undefined)).toMatch("replayed too often already");
      expect((await run(history(3), { force: true })).raw.texts()).toHaveLength(1);
      expect((await run(history(3), { maxReplays: 4 })).raw.texts()).toHaveLength(1);
    });
  });

  describe("with a patch", () => {
    const patch = [
      { op: "rename", from: ["userId"], to: ["user_id"] },
      { op: "cast", path: ["price"], to: "number" },
    ] as const;
    const event = { event_id: "e1", event_name: "click", app_id: "shop", client_created_at: 1772366400000 };
    const broken = (index: number, override: object) =>
      failureAt(index, { payload: Buffer.from(JSON.stringify({ ...event, ...override })), event_id: "e1" });

    test("puts back what it mends, and shows before and after", async () => {
      const { raw, summary, done } = await run([{ failure: broken(0, { userId: "u1", price: "1.5" }) }], {
        changes: { patch },
      });
      expect(raw.texts().map((text) => JSON.parse(text))).toEqual([{ ...event, user_id: "u1", price: 1.5 }]);
      expect(summary.report(done)).toMatch('userId: "u1" → (absent)');
      expect(summary.report(done)).toMatch('price: "1.5" → 1.5');
    });

    test("leaves what it does not mend, and says what is still wrong", async () => {
      const { raw, summary } = await run(
        [
          { failure: broken(0, { userId: "u1", app_id: ["many"] }) },
          { failure: broken(1, { user_id: [7] }) },
        ],
        { changes: { patch } },
      );
      expect(raw.records).toEqual([]);
      const report = summary.report(undefined);
      expect(report).toMatch("would fail again after the change");
      expect(report).toMatch("still invalid, 1 times: /app_id");
      expect(report).toMatch("would fail again unchanged");
    });

    describe("of a row that stands for many lines", () => {
      const line = (at: number, override: object = {}) =>
        JSON.stringify({ ...event, event_id: `e${at}`, userId: `u${at}`, ...override });
      const many = (...lines: string[]) =>
        failureAt(0, { payload: gzipSync(lines.join("\n")), lines: lines.length });

      test("patches each of them, and each says whose replay it is, so that the failure can be closed", async () => {
        const { raw, done, summary } = await run([{ failure: many(line(1), line(2), line(3)) }], {
          changes: { patch },
        });
        const put = raw.texts().map((text) => JSON.parse(text));
        expect(put.sort((a, b) => a.event_id.localeCompare(b.event_id))).toEqual(
          [1, 2, 3].map((at) => ({ ...event, event_id: `e${at}`, user_id: `u${at}` })),
        );
        const { failure_id } = describeRow(many(line(1)), { component: "enrich", now: NOON });
        expect(raw.marked().map((text) => replayedInBytes(Buffer.from(text))?.replay_of)).toEqual(
          Array(3).fill(failure_id),
        );
        expect([summary.ready, done.put, done.left]).toEqual([3, 3, 0]);
        expect(summary.report(done)).toMatch('userId: "u1" → (absent)');
      });

      test("counts them also where they go as they are, or could not be put", async () => {
        const [put, left] = [false, true].map((refuses) =>
          run([{ failure: many(line(1), line(2), line(3)) }], { all: true, refuses: () => refuses }),
        );
        const { summary, done, raw } = await put!;
        expect([raw.records.length, summary.ready, done.put, done.left]).toEqual([1, 3, 3, 0]);
        expect((await left!).done).toMatchObject({ put: 0, left: 3 });
      });

      test("gives each without an id one of its own", async () => {
        const set = { op: "set", path: ["event_id"], value: "$failure_id", ifAbsent: true } as const;
        const { raw } = await run(
          [{ failure: many(line(1, { event_id: null }), line(2, { event_id: null })) }],
          { changes: { patch: [...patch, set] } },
        );
        expect(new Set(raw.texts().map((text) => JSON.parse(text).event_id)).size).toBe(2);
      });

      test.each([
        ["is still invalid", line(2, { app_id: ["many"] }), "still invalid, 1 times: /app_id"],
        ["is invalid and not changed", line(2, { userId: undefined }), "still invalid, 1 times: "],
        [
          "is no JSON",
          "{broken",
          "still invalid, 1 times: the event: a line of the record is no JSON object",
        ],
      ])("puts none back where one %s, and says so", async (_what, other, complaint) => {
        const { raw, summary } = await run([{ failure: many(line(1), other) }], { changes: { patch } });
        expect(raw.records).toEqual([]);
        expect(summary.report(undefined)).toMatch(complaint);
      });

      test("leaves it where no line changes", async () => {
        const { raw, summary } = await run(
          [{ failure: many(line(1, { userId: undefined }), line(2, { userId: undefined })) }],
          { changes: { patch } },
        );
        expect(raw.records).toEqual([]);
        expect(summary.report(undefined)).toMatch("would fail again unchanged");
      });
    });

    test("changes what would succeed unchanged only where it says so", async () => {
      const { raw } = await run([{ failure: retryable(0, JSON.stringify({ ...event, user_id: "u1" })) }], {
        changes: { patch },
      });
      expect(raw.texts()).toEqual([JSON.stringify({ ...event, user_id: "u1" })]);
    });
  });

  describe("of a document that its mapping refused", () => {
    const document = {
      userId: "u1",
      eventType: "purchase",
      timestamp: "2026-03-01T11:00:00Z",
      page: "/cart",
    };
    const failure = failureAt(0, {
      stage: "produce",
      payload: Buffer.from(JSON.stringify(document)),
      event_id: "id-of-its-place",
      source: { ...failureAt(0).source, stream: "elasticsearch/clicks", sequence_number: "doc-1" },
    });

    test("needs a mapping", async () => {
      const { raw, summary } = await run([{ failure }], { all: true });
      expect(raw.records).toEqual([]);
      expect(summary.report(undefined)).toMatch("--mapping makes an event of it");
    });

    test("makes the event of it that the source would have made", async () => {
      const mapping = {
        ...loadMapping("camel"),
        fields: { ...loadMapping("camel").fields, app_id: { constant: "shop" } },
      };
      const { raw } = await run([{ failure }], { changes: { mapping } });
      expect(raw.texts().map((text) => JSON.parse(text))).toMatchObject([
        {
          event_id: "id-of-its-place",
          user_id: "u1",
          event_name: "purchase",
          received_at: "2026-03-01T12:00:00.000Z",
        },
      ]);
    });
  });

  describe("that is interrupted", () => {
    /** Ten events of 0.9 MB a day: more than is put back at once. */
    const many: Filed[] = [0, 1, 2].flatMap((day) =>
      Array.from({ length: 10 }, (_, index) => ({
        failure: retryable(
          day * 10 + index,
          JSON.stringify({ user_id: `u${day}`, pad: "x".repeat(900_000) }),
        ),
        at: NOON + day * 86_400_000,
      })),
    );

    test("is found again by a later version: its selection is stored and hashed under fixed names", async () => {
      const { store } = await run([{ failure: retryable(0, "{}") }]);
      const [saved] = [...store.objects]
        .filter(([key]) => key.startsWith("replays/"))
        .map(([, bytes]) => bytes);
      const { selection } = JSON.parse(saved!.toString());
      expect(Object.keys(selection)).toEqual(["since", "until", "changes", "all", "force", "mostReplays"]);
    });

    test("goes on behind what it did", async () => {
      const store = await bucketOf(many);
      const { get } = store;
      const read = new Set<string>();
      // The first reading only looks how often each was replayed.
      store.get = (key) => {
        if (key.includes("dt=2026-03-03") && read.has(key)) throw new Error("cut");
        read.add(key);
        return get(key);
      };
      await expect(runOn(store)).rejects.toThrow("cut");
      store.get = get;
      const { raw, done, summary } = await runOn(store);
      const users = raw.texts().map((text) => JSON.parse(text).user_id);
      expect(users.filter((user) => user === "u2")).toHaveLength(10);
      expect(users).not.toContain("u0");
      expect(done.put + done.putBefore).toBe(30);
      expect(summary.report(done)).toMatch("by a run that did not come to its end");
    });

    test("or could not put everything back, takes only the rest", async () => {
      const store = await bucketOf(
        [0, 1].map((index) => ({ failure: retryable(index, `{"user_id":"u${index}"}`) })),
      );
      const lane = String(laneOf("u1", LANES));
      const first = await runOn(store, { refuses: ({ partitionKey }) => partitionKey === lane });
      expect(first.done).toMatchObject({ put: 1, left: 1 });
      const second = await runOn(store);
      expect(second.raw.texts()).toEqual(['{"user_id":"u1"}']);
      expect((await runOn(store)).done.put).toBe(0);
      expect((await runOn(store, { force: true })).done.put).toBe(2);
    });
  });

  test.each([
    { what: "a version", filter: { version: pipelineVersion }, left: ["a", "b", "c", "d"] },
    { what: "another version", filter: { version: "0.0.0" }, left: [] },
    { what: "any build of a release", filter: { version: release() }, left: ["a", "b", "c", "d"] },
    { what: "any build of a release that begins alike", filter: { version: "0" }, left: [] },
    { what: "an event", filter: { event: "b" }, left: ["b"] },
    { what: "a stage", filter: { stage: "predict" }, left: ["b"] },
    { what: "a reason", filter: { reason: "unknown" }, left: ["c"] },
    { what: "a day on", filter: { since: "2026-03-02" }, left: ["d"] },
    { what: "before a moment", filter: { until: "2026-03-01T12:00:00" }, left: [] },
    {
      what: "up to a moment after",
      filter: { stage: "enrich", until: "2026-03-01T12:00:00.001Z" },
      left: ["a", "c"],
    },
    { what: "nothing", filter: {}, left: ["a", "b", "c", "d"] },
  ])("filters by $what", async ({ filter, left }) => {
    const filed = [
      { failure: retryable(0, "a") },
      { failure: retryable(1, "b", { stage: "predict", event_id: "b" }) },
      { failure: retryable(2, "c", { reason: "unknown" }) },
      { failure: retryable(3, "d"), at: NOON + 86_400_000 },
    ];
    const { raw, enriched } = await run(filed, { filter });
    expect([...raw.texts(), ...enriched.texts()].sort()).toEqual(left);
  });
});

describe("filterOf", () => {
  test.each([
    { options: { stage: "enrichment" }, says: "--stage enrichment: expected produce, decode" },
    { options: { reason: "bad" }, says: "--reason bad" },
    { options: { since: "yesterday" }, says: "--since yesterday: expected a day" },
    { options: { until: "2026-13-01" }, says: "--until 2026-13-01" },
  ])("refuses $options", ({ options, says }) => {
    expect(() => filterOf(options)).toThrow(says);
  });

  test("takes an age", () => {
    const [before, since, after] = [Date.now(), filterOf({ since: "12h" }).since, Date.now()];
    expect(since).toBeGreaterThanOrEqual(before - 12 * 3_600_000);
    expect(since).toBeLessThanOrEqual(after - 12 * 3_600_000);
  });
});
