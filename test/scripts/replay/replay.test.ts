import { expect, describe as suite, test } from "@jest/globals";
import { objectsOf } from "../../../functions/failed/objects.ts";
import { filterOf } from "../../../scripts/replay/filter.ts";
import { replay } from "../../../scripts/replay/run.ts";
import { claimCheck } from "../../../shared/failure/claim-check.ts";
import { describe } from "../../../shared/failure/describe.ts";
import type { Failure } from "../../../shared/failure/failed-event.ts";
import { LANES, laneOf } from "../../../shared/lane.ts";
import { unpack } from "../../../shared/pack/decode.ts";
import type { OutRecord, StreamSink } from "../../../shared/stream.ts";
import { line } from "../../functions/archive/builders.ts";
import { failureAt, memoryStore } from "../../shared/failure/builders.ts";

const NOON = Date.parse("2026-03-01T12:00:00.000Z");

interface Filed {
  failure: Failure;
  component?: string;
  at?: number;
}

/** A bucket that holds the failures, as the failed-events function writes them. */
async function bucketOf(filed: Filed[]) {
  const store = memoryStore();
  for (const { failure, component = "enrich", at = NOON } of filed) {
    const row = await claimCheck(describe(failure, { component, now: at }), failure.payload, store);
    for (const { key, bytes } of objectsOf([row], "failed")) await store.put(key, bytes);
  }
  return store;
}

function memoryStream(refuses = false) {
  const records: OutRecord[] = [];
  const sink: StreamSink = {
    async put(batch) {
      if (refuses)
        return batch.map((item) => ({ item, code: "DeadlineExceeded", message: "no", retriable: true }));
      records.push(...batch);
      return [];
    },
  };
  const texts = () =>
    records.flatMap(({ data }) => {
      const unpacked = unpack(data);
      return unpacked.ok ? unpacked.entries.map((bytes) => Buffer.from(bytes).toString()) : [];
    });
  return { records, sink, texts };
}

async function run(
  filed: Filed[],
  options: { all?: boolean; apply?: boolean; refuses?: boolean; filter?: object } = {},
) {
  const { all = false, apply = true, refuses = false, filter = {} } = options;
  const [raw, enriched] = [memoryStream(refuses), memoryStream(refuses)];
  const result = await replay({
    store: await bucketOf(filed),
    streams: { raw: raw.sink, enriched: enriched.sink },
    filter: filterOf(filter),
    all,
    apply,
  });
  return { ...result, raw, enriched };
}

const retryable = (index: number, text: string, override: Partial<Failure> = {}) =>
  failureAt(index, { stage: "enrich", reason: "retries_exhausted", payload: Buffer.from(text), ...override });

suite("replay", () => {
  test("only counts unless told to apply", async () => {
    const { raw, summary, done } = await run([{ failure: retryable(0, "{}") }, { failure: failureAt(1) }], {
      apply: false,
    });
    expect(raw.records).toEqual([]);
    expect(done.put).toBe(0);
    expect(summary.report(undefined)).toMatch(/enrich +retries_exhausted +2026-03-01 +1 +2 +to raw/);
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
      const texts = [line(), line({ event_time: "2026-03-01T13:00:00.000Z" }), line({ event_id: "e2" })];
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
    expect(raw.records.map(({ data }) => Buffer.from(data).toString()).sort()).toEqual([...texts].sort());
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

  test("leaves what holds no event's bytes", async () => {
    const { raw, summary } = await run(
      [{ failure: retryable(0, '{"KinesisBatchInfo":{}}'), component: "failed" }],
      { all: true },
    );
    expect(raw.records).toEqual([]);
    expect(summary.report(undefined)).toMatch("holds no event's bytes");
  });

  test("says what could not be put back", async () => {
    const { summary, done } = await run([{ failure: retryable(0, "{}") }], { refuses: true });
    expect(done).toMatchObject({ put: 0, left: 1 });
    expect(summary.report(done)).toMatch("1 could not be (DeadlineExceeded)");
  });

  test.each([
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
      { failure: retryable(1, "b", { stage: "predict" }) },
      { failure: retryable(2, "c", { reason: "unknown" }) },
      { failure: retryable(3, "d"), at: NOON + 86_400_000 },
    ];
    const { raw, enriched } = await run(filed, { filter });
    expect([...raw.texts(), ...enriched.texts()].sort()).toEqual(left);
  });
});

suite("filterOf", () => {
  test.each([
    { options: { stage: "enrichment" }, says: "--stage enrichment: expected produce, decode" },
    { options: { reason: "bad" }, says: "--reason bad" },
    { options: { since: "yesterday" }, says: "--since yesterday: expected a day" },
    { options: { until: "2026-13-01" }, says: "--until 2026-13-01" },
  ])("refuses $options", ({ options, says }) => {
    expect(() => filterOf(options)).toThrow(says);
  });

  test("takes an age", () => {
    expect(Date.now() - filterOf({ since: "12h" }).since).toBeGreaterThanOrEqual(12 * 3_600_000);
  });
});
