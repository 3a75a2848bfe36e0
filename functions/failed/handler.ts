import type { SQSEvent, SQSRecord } from "aws-lambda";
import { claimCheck } from "../../shared/failure/claim-check.ts";
import type { FailedEvent } from "../../shared/failure/failed-event.ts";
import type {
  MessageSink,
  ObjectReader,
  ObjectRef,
  ObjectStore,
  StreamReader,
} from "../../shared/failure/ports.ts";
import type { Handler } from "../../shared/lambda.ts";
import { type BatchResponse, batchResponse } from "../../shared/stream.ts";
import type { Filed } from "./abandoned.ts";
import { readMessage } from "./message.ts";
import { objectsOf } from "./objects.ts";
import type { Portion } from "./portion.ts";
import { resolveObject } from "./read-object.ts";
import { resolveBatch } from "./resolve.ts";
import { unreadable } from "./unreadable.ts";

export interface FailedParts {
  store: ObjectStore;
  /** The streams whose batches were given up. */
  reader: StreamReader;
  /** The buckets in which other services leave what they could not deliver. */
  objects: ObjectReader;
  /** The queue that the messages come from: what outlasts an invocation goes back to it. */
  queue: MessageSink;
  /** Key prefix of failed-event objects. */
  prefix: string;
  /** Called once a message: what was written, or why it was not. */
  report(outcome: MessageOutcome): void;
  now(): number;
}

export type MessageOutcome = { messageId: string } & (Written | { error: string; message: string });

interface Written {
  written: number;
  /** Rows among them whose event may have been processed all the same. */
  overlapping: number;
  /** Records of abandoned batches that nobody can read any more. */
  pastRetention: number;
  unreadable: boolean;
  /** The rest was left to a later invocation. */
  continued: boolean;
}

/** Messages in work at once. Each may hold 20 MB, and an invocation brings as many as fit in 6 MB. */
const CONCURRENT_MESSAGES = 4;
/** Longest time for a portion and the work after it, ms. With less time left, the rest goes to a later invocation. */
const PORTION_MS = 20_000;

/** Writes every message's failed events to the bucket; a message that could not be written comes again. */
export function failedHandler(parts: FailedParts): Handler<SQSEvent, BatchResponse> {
  return async ({ Records }, { deadline }) => {
    const failed: string[] = [];
    const waiting = Records.values();
    const lane = async () => {
      for (const record of waiting) if (!(await attempt(record, deadline))) failed.push(record.messageId);
    };
    await Promise.all(Array.from({ length: CONCURRENT_MESSAGES }, lane));
    return batchResponse(failed);
  };

  /** Whether the message is done. An error of one message does not fail the others. */
  async function attempt(record: SQSRecord, deadline: number): Promise<boolean> {
    const { messageId } = record;
    try {
      parts.report({ messageId, ...(await file(record, deadline)) });
      return true;
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      parts.report({ messageId, error: name, message });
      return false;
    }
  }

  async function file(record: SQSRecord, deadline: number): Promise<Written> {
    const message = readMessage(record.body);
    const sentAt = Number(record.attributes.SentTimestamp);
    switch (message.kind) {
      case "rows":
        return { ...nothing, written: await write(message.rows) };
      case "abandoned":
        return writeAll(resolveBatch(message.batch, parts.reader, deadline), deadline);
      case "objects":
        return writeObjects(message.objects, sentAt, deadline);
      case "test":
        return nothing;
      case "unreadable": {
        const stream = record.eventSourceARN.slice(record.eventSourceARN.lastIndexOf(":") + 1);
        const place = { stage: "decode", stream, arrivedAt: sentAt, why: message.why } as const;
        const written = await writeFiled([unreadable(Buffer.from(record.body), place)]);
        return { ...nothing, written, unreadable: true };
      }
    }
  }

  async function writeObjects(objects: ObjectRef[], sentAt: number, deadline: number): Promise<Written> {
    let total = nothing;
    for (const object of objects)
      total = sum(total, await writeAll(resolveObject(object, parts.objects, sentAt), deadline));
    return total;
  }

  /** Writes portion by portion. Before the time is up, the rest is put back on the queue; throws when that fails. */
  async function writeAll(portions: AsyncIterable<Portion>, deadline: number): Promise<Written> {
    const total = { ...nothing };
    for await (const { filed, rest } of portions) {
      total.written += await writeFiled(filed);
      for (const { row, pastRetention = 0 } of filed) {
        total.pastRetention += pastRetention;
        if (row.overlap) total.overlapping += 1;
      }
      // Killed at its timeout, the invocation would take the messages with it that are done.
      if (rest === undefined && parts.now() >= deadline)
        throw new Error("the time of the invocation was used up before all was filed");
      if (rest === undefined || parts.now() < deadline - PORTION_MS) continue;
      const [unsent] = await parts.queue.send([rest()], deadline);
      if (unsent) throw new Error(`the rest could not be put back on the queue: ${unsent.message}`);
      return { ...total, continued: true };
    }
    return total;
  }

  async function writeFiled(filed: readonly Filed[]): Promise<number> {
    const rows: FailedEvent[] = [];
    for (const { row, bytes } of filed) rows.push(await claimCheck(row, bytes, parts.store));
    return write(rows);
  }

  async function write(rows: readonly FailedEvent[]): Promise<number> {
    for (const { key, bytes } of objectsOf(rows, parts.prefix))
      await parts.store.put(key, bytes, { contentType: "application/gzip" });
    return rows.length;
  }
}

const nothing: Written = {
  written: 0,
  overlapping: 0,
  pastRetention: 0,
  unreadable: false,
  continued: false,
};

const sum = (one: Written, other: Written): Written => ({
  written: one.written + other.written,
  overlapping: one.overlapping + other.overlapping,
  pastRetention: one.pastRetention + other.pastRetention,
  unreadable: one.unreadable || other.unreadable,
  continued: one.continued || other.continued,
});
