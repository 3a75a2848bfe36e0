import { describe, expect, test } from "@jest/globals";
import type { SqsMessage } from "../../../../../../scripts/local/aws/contract.ts";
import { payloadOf } from "../../../../../../scripts/local/runtime/lambda/payload.ts";
import type { InvocationResult } from "../../../../../../scripts/local/runtime/lambda/types.ts";
import {
  type QueueMapping,
  runQueueMapping,
} from "../../../../../../scripts/local/runtime/triggers/sqs/mapping.ts";
import { simulatedClock } from "../../simulated-clock.ts";
import { message } from "./message.ts";

/** A queue without order or visibility: what is received is gone until it is made visible again. */
function fakeQueue(clock: ReturnType<typeof simulatedClock>, ...sent: SqsMessage[]) {
  const visible = [...sent];
  const taken = new Map<string, SqsMessage>();
  const deleted: string[] = [];
  return {
    deleted,
    /** What the next looks into the queue end with. */
    errors: [] as Error[],
    async receive(_name: string, { max = 1 }: { max?: number } = {}) {
      const error = this.errors.shift();
      if (error !== undefined) throw error;
      if (max > 10) throw new Error("a queue gives ten messages at most");
      if (visible.length === 0) await new Promise<void>((resolve) => clock.after(1_000, resolve));
      const batch = visible.splice(0, max);
      for (const each of batch) taken.set(each.receiptHandle, each);
      return batch;
    },
    delete: (_name: string, handle: string) => {
      deleted.push(taken.get(handle)!.messageId);
      taken.delete(handle);
    },
    changeVisibility: (_name: string, handle: string) => {
      visible.push(taken.get(handle)!);
      taken.delete(handle);
    },
    depth: () => ({ visible: visible.length, inFlight: taken.size, delayed: 0 }),
  };
}

function run(
  answer: (ids: string[], turn: number) => Partial<InvocationResult>,
  more: Partial<QueueMapping> = {},
  { ids = ["a", "b", "c", "d", "e"], draining = false } = {},
) {
  const clock = simulatedClock();
  const queue = fakeQueue(clock, ...ids.map(message));
  const calls: string[][] = [];
  const mapping = runQueueMapping(
    {
      functionName: "failed",
      queueName: "q",
      queueArn: "arn:q",
      region: "eu-west-1",
      batchSize: 3,
      batchingWindow: 0,
      reportBatchItemFailures: true,
      concurrency: 1,
      retrySeconds: 1,
      ...more,
    },
    {
      clock,
      queues: queue,
      draining: () => draining,
      log: () => {},
      async invoke(_name, payload) {
        const ids = (JSON.parse(payload.text()) as { Records: { messageId: string }[] }).Records.map(
          (each) => each.messageId,
        );
        calls.push(ids);
        return { requestId: "r", durationMs: 0, ...answer(ids, calls.length) };
      },
    },
  );
  return { clock, queue, calls, mapping };
}

describe("an event source mapping on a queue", () => {
  test("deletes what succeeded, at most a batch at a time", async () => {
    const { clock, queue, calls, mapping } = run(() => ({ payload: payloadOf("{}") }));
    await clock.advance(100);
    mapping.stop();
    expect(calls).toEqual([
      ["a", "b", "c"],
      ["d", "e"],
    ]);
    expect(queue.deleted).toEqual(["a", "b", "c", "d", "e"]);
    expect(mapping.caughtUp()).toBe(true);
  });

  test("leaves the named message on the queue and delivers it again", async () => {
    const { clock, queue, calls, mapping } = run((ids, turn) => ({
      payload: payloadOf(
        turn === 1 ? JSON.stringify({ batchItemFailures: [{ itemIdentifier: ids[1] }] }) : "{}",
      ),
    }));
    await clock.advance(100);
    mapping.stop();
    expect(calls.flat()).toEqual(["a", "b", "c", "d", "e", "b"]);
    expect([...queue.deleted].sort()).toEqual(["a", "b", "c", "d", "e"]);
  });

  test("a function error leaves the whole batch on the queue", async () => {
    const error = { kind: "Unhandled", errorType: "Error", errorMessage: "" } as const;
    const { clock, queue, mapping } = run((_ids, turn) =>
      turn === 1 ? { error } : { payload: payloadOf("{}") },
    );
    await clock.advance(100);
    mapping.stop();
    expect(queue.deleted).toHaveLength(5);
    expect(mapping.status()).toMatchObject({ invoked: 3, failed: 1, inFlight: 0 });
  });

  test("holds nothing of a batch whose second look into the queue failed, and goes on", async () => {
    const { clock, queue, calls, mapping } = run(() => ({ payload: payloadOf("{}") }), {
      batchSize: 8,
      batchingWindow: 5_000,
    });
    queue.errors.push(new Error("the queue is busy"));
    await clock.advance(1_500);
    expect(mapping.status().inFlight).toBe(0);
    // They are seen again, as they were taken and not deleted.
    for (const id of ["a", "b"]) queue.changeVisibility("q", message(id).receiptHandle);
    await clock.advance(10_000);
    mapping.stop();
    expect(calls).toEqual([["a", "b"]]);
    expect(mapping.status().inFlight).toBe(0);
  });

  test("gathers a batch of more messages than a queue gives at once", async () => {
    const ids = Array.from({ length: 25 }, (_, at) => `m${at}`);
    const wide = { batchSize: 100, batchingWindow: 5_000 };
    const { clock, calls, mapping } = run(() => ({ payload: payloadOf("{}") }), wide, { ids });
    await clock.advance(8_000);
    mapping.stop();
    expect(calls).toEqual([ids]);
  });

  test("waits for no window while the run drains, and has nothing old once all is done", async () => {
    const wide = { batchSize: 10, batchingWindow: 300_000 };
    const { clock, calls, mapping } = run(() => ({ payload: payloadOf("{}") }), wide, { draining: true });
    await clock.advance(5_000);
    mapping.stop();
    expect(calls).toEqual([["a", "b", "c", "d", "e"]]);
    expect(mapping.status().iteratorAge).toBe(0);
  });

  test("gathers a batch within its window", async () => {
    const { clock, calls, mapping } = run(() => ({ payload: payloadOf("{}") }), {
      batchSize: 5,
      batchingWindow: 5_000,
    });
    await clock.advance(6_000);
    mapping.stop();
    expect(calls).toEqual([["a", "b", "c", "d", "e"]]);
  });
});
