import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { MessageSink } from "../failure/ports.ts";
import { SQS_BATCH_ENTRIES, SQS_MESSAGE_BYTES } from "../limits.ts";
import type { Unwritten } from "../stream.ts";
import { isTransient, isTransientCode } from "./errors.ts";
import { backoff, deadlineSignal, type Pace, realPace } from "./pace.ts";

const TOO_LATE = { code: "DeadlineExceeded", message: "the time of the invocation was used up" };

/**
 * A queue as a sink of message bodies. Resends refused entries with jittered backoff until the deadline (epoch ms).
 * An entry that is refused through the sender's fault is returned. Throws when the queue cannot be used at all.
 */
export function queueSink(client: SQSClient, queueUrl: string, pace: Partial<Pace> = {}): MessageSink {
  const { now, random, sleep } = { ...realPace, ...pace };

  return {
    async send(bodies, deadline) {
      const { batches, unwritten } = batchesOf(bodies);
      const signal = deadlineSignal(deadline, now());
      for (const batch of batches) unwritten.push(...(await sendBatch(batch, deadline, signal)));
      return unwritten;
    },
  };

  async function sendBatch(
    batch: string[],
    deadline: number,
    signal: AbortSignal,
  ): Promise<Unwritten<string>[]> {
    const unwritten: Unwritten<string>[] = [];
    let left = batch;
    let last = TOO_LATE;
    for (let attempt = 1; left.length > 0; attempt++) {
      if (now() >= deadline)
        return [...unwritten, ...left.map((item) => ({ item, ...last, retriable: true }))];
      const again: string[] = [];
      for (const refused of await send(left, signal)) {
        if (!refused.retriable) unwritten.push(refused);
        else {
          again.push(refused.item);
          last = { code: refused.code, message: refused.message };
        }
      }
      left = again;
      if (left.length > 0) await sleep(Math.max(0, Math.min(backoff(attempt, random), deadline - now())));
    }
    return unwritten;
  }

  /** Returns the bodies that were not taken. Only an id among the successful ones counts as sent. */
  async function send(bodies: string[], abortSignal: AbortSignal): Promise<Unwritten<string>[]> {
    try {
      const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      const response = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }), {
        abortSignal,
      });
      const sent = new Set(response.Successful?.map(({ Id }) => Id));
      const failed = new Map(response.Failed?.map((entry) => [entry.Id, entry]));
      return bodies.flatMap((item, index): Unwritten<string>[] => {
        if (sent.has(String(index))) return [];
        const {
          Code = "InternalFailure",
          Message = "no answer for this message",
          SenderFault = false,
        } = failed.get(String(index)) ?? {};
        return [{ item, code: Code, message: Message, retriable: !SenderFault || isTransientCode(Code) }];
      });
    } catch (error) {
      if (!isTransient(error)) throw error;
      return bodies.map((item) => ({ item, code: error.name, message: error.message, retriable: true }));
    }
  }
}

/** Requests of at most ten messages and 256 KiB together; a body above that alone can never be sent. */
function batchesOf(bodies: readonly string[]): { batches: string[][]; unwritten: Unwritten<string>[] } {
  const batches: string[][] = [];
  const unwritten: Unwritten<string>[] = [];
  let room = 0;
  for (const item of bodies) {
    const bytes = Buffer.byteLength(item);
    if (bytes > SQS_MESSAGE_BYTES) {
      const message = `${bytes} bytes; a message has at most ${SQS_MESSAGE_BYTES}`;
      unwritten.push({ item, code: "MessageTooLong", message, retriable: false });
      continue;
    }
    const current = batches.at(-1);
    if (!current || current.length === SQS_BATCH_ENTRIES || bytes > room) {
      batches.push([item]);
      room = SQS_MESSAGE_BYTES - bytes;
    } else {
      current.push(item);
      room -= bytes;
    }
  }
  return { batches, unwritten };
}
