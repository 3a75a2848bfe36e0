import { randomBytes } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { INLINE_PAYLOAD_BYTES, payloadOfRow } from "../../../shared/failure/claim-check.ts";
import { unpackFailures } from "../../../shared/failure/envelope.ts";
import type { ObjectStore } from "../../../shared/failure/ports.ts";
import { failureSink } from "../../../shared/failure/sink.ts";
import { failureAt, memoryObjectStore, memoryQueue } from "./builders.ts";

const now = () => Date.parse("2026-03-01T12:00:00.000Z");

describe("failureSink", () => {
  test("hands failures over as rows of its component", async () => {
    const [queue, store] = [memoryQueue(), memoryObjectStore()];
    const failures = [failureAt(0), failureAt(1)];
    expect(await failureSink({ component: "predict", queue, store, now }).publish(failures)).toEqual([]);
    const rows = queue.bodies.flatMap(unpackFailures);
    expect(rows.map(({ component, source }) => [component, source.subsequence_number])).toEqual([
      ["predict", 0],
      ["predict", 1],
    ]);
    expect(store.objects.size).toBe(0);
  });

  test("sends nothing when nothing failed", async () => {
    const queue = memoryQueue();
    await failureSink({ component: "predict", queue, store: memoryObjectStore(), now }).publish([]);
    expect(queue.bodies).toEqual([]);
  });

  test("puts a large payload beside its row, where it is found again", async () => {
    const [queue, store] = [memoryQueue(), memoryObjectStore()];
    const payload = randomBytes(INLINE_PAYLOAD_BYTES + 1);
    await failureSink({ component: "enrich", queue, store, now }).publish([failureAt(0, { payload })]);
    const [row] = queue.bodies.flatMap(unpackFailures);
    expect(row).toMatchObject({
      payload_bytes: payload.length,
      payload_ref: `s3://failed-events/oversize/${row!.payload_sha256}`,
    });
    expect(await payloadOfRow(row!, store)).toEqual(payload);
  });

  test("returns exactly the failures of the messages that were not taken", async () => {
    const failures = Array.from({ length: 6 }, (_, index) =>
      failureAt(index, { payload: randomBytes(120_000) }),
    );
    const queue = memoryQueue((index) => index % 2 === 1);
    const lost = await failureSink({ component: "enrich", queue, store: memoryObjectStore(), now }).publish(
      failures,
    );
    const taken = queue.bodies.flatMap(unpackFailures).map(({ source }) => source.subsequence_number);
    expect(lost.length).toBeGreaterThan(0);
    expect([...taken, ...lost.map(({ source }) => source.subsequence_number)].sort()).toEqual([
      0, 1, 2, 3, 4, 5,
    ]);
    for (const each of lost) expect(failures).toContain(each);
  });

  test("returns both of two failures of one place that were not taken: each may be another record's", async () => {
    const failures = [failureAt(0), failureAt(0)];
    const sink = failureSink({
      component: "enrich",
      queue: memoryQueue(() => true),
      store: memoryObjectStore(),
      now,
    });
    const lost = await sink.publish(failures);
    expect(lost).toHaveLength(2);
    expect(new Set(lost)).toEqual(new Set(failures));
    for (const each of failures) expect(lost.some((one) => one === each)).toBe(true);
  });

  test("returns a failure whose large payload could not be stored", async () => {
    const busy = Object.assign(new Error("slow down"), { name: "SlowDown" });
    const store = { ...memoryObjectStore(), put: () => Promise.reject(busy) };
    const failures = [failureAt(0, { payload: randomBytes(INLINE_PAYLOAD_BYTES + 1) }), failureAt(1)];
    const queue = memoryQueue();
    expect(await failureSink({ component: "enrich", queue, store, now }).publish(failures)).toEqual([
      failures[0],
    ]);
    expect(queue.bodies.flatMap(unpackFailures)).toHaveLength(1);
  });

  test("ends the request of a large payload at its deadline", async () => {
    const deadlines: unknown[] = [];
    const store: ObjectStore = {
      ...memoryObjectStore(),
      async put(_key, _bytes, options) {
        deadlines.push(options?.deadline);
      },
    };
    const failures = [failureAt(0, { payload: randomBytes(INLINE_PAYLOAD_BYTES + 1) })];
    await failureSink({ component: "enrich", queue: memoryQueue(), store, now }).publish(
      failures,
      now() + 5_000,
    );
    expect(deadlines).toEqual([now() + 5_000]);
  });

  test("begins nothing past its deadline, and returns what is left", async () => {
    const store = memoryObjectStore();
    const failures = [failureAt(0, { payload: randomBytes(INLINE_PAYLOAD_BYTES + 1) }), failureAt(1)];
    const sink = failureSink({ component: "enrich", queue: memoryQueue(() => true), store, now });
    expect(new Set(await sink.publish(failures, now()))).toEqual(new Set(failures));
    expect(store.objects.size).toBe(0);
  });

  test("hands very many over a part at a time, and loses none", async () => {
    const queue = memoryQueue();
    let most = 0;
    const counting = {
      ...queue,
      send: (bodies: readonly string[], deadline: number) => {
        most = Math.max(most, bodies.flatMap(unpackFailures).length);
        return queue.send(bodies, deadline);
      },
    };
    const failures = Array.from({ length: 5_000 }, (_, at) => failureAt(at));
    await failureSink({ component: "enrich", queue: counting, store: memoryObjectStore(), now }).publish(
      failures,
    );
    expect(queue.bodies.flatMap(unpackFailures)).toHaveLength(5_000);
    expect(most).toBeLessThan(2_500);
  });

  test("throws when the bucket is not there", async () => {
    const store = {
      ...memoryObjectStore(),
      put: () => Promise.reject(Object.assign(new Error("no bucket"), { name: "NoSuchBucket" })),
    };
    const failures = [failureAt(0, { payload: randomBytes(INLINE_PAYLOAD_BYTES + 1) })];
    await expect(
      failureSink({ component: "enrich", queue: memoryQueue(), store, now }).publish(failures),
    ).rejects.toThrow("no bucket");
  });
});
