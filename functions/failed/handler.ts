import { createHash } from "node:crypto";
import type { SQSEvent, SQSRecord } from "aws-lambda";
import { claimCheck } from "../../shared/failure/claim-check.ts";
import { describe } from "../../shared/failure/describe.ts";
import type { FailedEvent } from "../../shared/failure/failed-event.ts";
import type { ObjectStore, StreamReader } from "../../shared/failure/ports.ts";
import type { Handler } from "../../shared/lambda.ts";
import { type BatchResponse, batchResponse } from "../../shared/stream.ts";
import type { Filed } from "./abandoned.ts";
import { readMessage } from "./message.ts";
import { objectsOf } from "./objects.ts";
import { resolveBatch } from "./resolve.ts";

export interface FailedParts {
  store: ObjectStore;
  reader: StreamReader;
  /** Key prefix of failed-event objects. */
  prefix: string;
  /** Called once a message: what was written, or why it was not. */
  report(outcome: Outcome): void;
}

export type Outcome = { messageId: string } & (Written | { error: string; message: string });

interface Written {
  written: number;
  unreadable?: boolean;
  /** Records of abandoned batches that nobody can read any more. */
  pastRetention?: number;
}

/** Writes every message's failed events to the bucket; a message that could not be written comes again. */
export function failedHandler({
  store,
  reader,
  prefix,
  report,
}: FailedParts): Handler<SQSEvent, BatchResponse> {
  return async ({ Records }, { deadline }) => {
    const failed = await Promise.all(Records.map((record) => attempt(record, deadline)));
    return batchResponse(failed.filter((messageId) => messageId !== undefined));
  };

  /** Answers the id of the message when it must come again: one message's trouble is not the others'. */
  async function attempt(record: SQSRecord, deadline: number): Promise<string | undefined> {
    const { messageId } = record;
    try {
      report({ messageId, ...(await file(record, deadline)) });
      return undefined;
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      report({ messageId, error: name, message });
      return messageId;
    }
  }

  async function file(record: SQSRecord, deadline: number): Promise<Written> {
    const message = readMessage(record.body);
    if (message.kind === "rows") return { written: await write(message.rows) };
    if (message.kind === "unreadable")
      return { written: await writeFiled([unreadable(record, message.why)]), unreadable: true };
    let written = 0;
    let pastRetention = 0;
    for await (const filed of resolveBatch(message.batch, reader, deadline)) {
      written += await writeFiled(filed);
      for (const each of filed) pastRetention += each.pastRetention ?? 0;
    }
    return { written, pastRetention };
  }

  async function writeFiled(filed: readonly Filed[]): Promise<number> {
    const rows: FailedEvent[] = [];
    for (const { row, bytes } of filed) rows.push(await claimCheck(row, bytes, store));
    return write(rows);
  }

  async function write(rows: readonly FailedEvent[]): Promise<number> {
    for (const { key, bytes } of objectsOf(rows, prefix))
      await store.put(key, bytes, { contentType: "application/gzip" });
    return rows.length;
  }
}

/** A body that is neither ours nor Lambda's is kept as it is. Its place is its content, which survives a redrive. */
function unreadable({ body, eventSourceARN, attributes }: SQSRecord, why: string): Filed {
  const bytes = Buffer.from(body);
  const sent = Number(attributes.SentTimestamp);
  const row = describe(
    {
      stage: "decode",
      reason: "unknown",
      errors: [
        {
          path: "",
          expected: "failed events or a batch's metadata",
          actual: "another message",
          message: why,
        },
      ],
      payload: bytes,
      source: {
        stream: eventSourceARN.slice(eventSourceARN.lastIndexOf(":") + 1),
        shard_id: "",
        sequence_number: createHash("sha256").update(bytes).digest("hex"),
        subsequence_number: 0,
        arrival_time: new Date(sent).toISOString(),
      },
    },
    { component: "failed", now: sent },
  );
  return { row, bytes };
}
