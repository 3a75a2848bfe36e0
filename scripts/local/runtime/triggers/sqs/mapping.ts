import type { SqsMessage, SqsQueues } from "../../../aws/contract.ts";
import { type RuntimeClock, wait } from "../../clock.ts";
import type { Invoke } from "../../lambda/types.ts";
import type { TriggerStatus } from "../../types.ts";
import type { RunningMapping } from "../kinesis/mapping.ts";
import { failedMessages, type QueueEvent, queueEvents } from "./event.ts";

export interface QueueMapping {
  functionName: string;
  queueName: string;
  queueArn: string;
  region: string;
  batchSize: number;
  /** ms. */
  batchingWindow: number;
  reportBatchItemFailures: boolean;
  /** Batches in work at once. */
  concurrency: number;
  /** Seconds until a failed message shows up again; undefined leaves it to the queue's visibility timeout. */
  retrySeconds?: number;
}

export interface QueuePorts {
  clock: RuntimeClock;
  queues: Pick<SqsQueues, "receive" | "delete" | "changeVisibility" | "depth">;
  invoke: Invoke;
  draining(): boolean;
  log(text: string): void;
}

/** Runs an event source mapping on a queue: receive, invoke, delete what succeeded; the rest becomes visible again. */
export function runQueueMapping(mapping: QueueMapping, ports: QueuePorts): RunningMapping {
  const { queues, clock } = ports;
  const totals = { invoked: 0, failed: 0, discarded: 0, dropped: 0 };
  let inFlight = 0;
  let oldestSent: number | undefined;
  let stopped = false;

  /** Fills one batch; waits for more within the batching window once there is a first message. */
  async function gather(batch: SqsMessage[]): Promise<void> {
    let due = Number.POSITIVE_INFINITY;
    while (!stopped && batch.length < mapping.batchSize) {
      const max = Math.min(10, mapping.batchSize - batch.length);
      // The mapping looks about itself every second, so that a stop or a drain is noticed.
      const messages = await queues.receive(mapping.queueName, { max, waitSeconds: 1 });
      inFlight += messages.length;
      batch.push(...messages);
      if (batch.length > 0 && due === Number.POSITIVE_INFINITY) due = clock.now() + mapping.batchingWindow;
      if (messages.length === 0 || clock.now() >= due) {
        if (batch.length === 0 || clock.now() >= due || ports.draining()) break;
      }
    }
  }

  /** One invocation; or several, where the messages do not fit into one payload. */
  async function work(batch: readonly SqsMessage[]): Promise<void> {
    for (const event of queueEvents(batch, mapping.queueArn, mapping.region)) await deliver(event);
  }

  async function deliver({ messages: batch, payload }: QueueEvent): Promise<void> {
    oldestSent = Math.min(...batch.map((message) => Number(message.attributes.SentTimestamp ?? clock.now())));
    totals.invoked += 1;
    const result = await ports.invoke(mapping.functionName, payload);
    if (result.error?.kind === "Unhandled") totals.failed += 1;
    const left = result.error
      ? new Set(batch.map((message) => message.messageId))
      : failedMessages(result.payload?.text(), batch, mapping.reportBatchItemFailures);
    for (const { messageId, receiptHandle } of batch) {
      if (!left.has(messageId)) queues.delete(mapping.queueName, receiptHandle);
      else if (mapping.retrySeconds !== undefined)
        queues.changeVisibility(mapping.queueName, receiptHandle, mapping.retrySeconds);
    }
  }

  async function poll(): Promise<void> {
    while (!stopped) {
      // Also what was received before the queue failed is in flight no longer.
      const batch: SqsMessage[] = [];
      try {
        await gather(batch);
        if (batch.length > 0) await work(batch);
      } catch (error) {
        if (stopped) return;
        // The messages stay on the queue and come again, so this is a delay and not a loss.
        ports.log(`polling ${mapping.queueName} failed: ${(error as Error).message}`);
        await wait(clock, 1_000);
      } finally {
        inFlight -= batch.length;
        if (inFlight === 0) oldestSent = undefined;
      }
    }
  }

  for (let poller = 0; poller < mapping.concurrency; poller++) void poll();
  return {
    wake() {},
    caughtUp() {
      const { visible, inFlight: taken, delayed } = queues.depth(mapping.queueName);
      return inFlight === 0 && visible + taken + delayed === 0;
    },
    status: (): TriggerStatus => ({
      function: mapping.functionName,
      source: mapping.queueName,
      kind: "sqs",
      iteratorAge: oldestSent === undefined ? 0 : Math.max(0, clock.now() - oldestSent),
      inFlight,
      ...totals,
    }),
    stop() {
      stopped = true;
    },
  };
}
