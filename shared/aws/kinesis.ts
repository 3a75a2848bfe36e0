import { type KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { TextBuffer } from "../json/text-buffer.ts";
import type { OutRecord, StreamSink } from "../stream.ts";
import { isTransient, isTransientCode } from "./errors.ts";
import { KeyQueues } from "./key-queues.ts";
import { deadlineSignal, type Pace, realPace } from "./pace.ts";
import { chunk } from "./put-records-chunks.ts";
import { withBody } from "./written-body.ts";

/** Requests under way at once. A request holds up to 5 MiB, so more requests would only wait for the shards. */
const CONCURRENT_REQUESTS = 4;

/** What became of one record of a request: undefined when it was acknowledged. */
type Refusal = { code: string; message: string } | undefined;

/**
 * A stream as a sink. It resends refused records, and only those, with jittered backoff until the deadline
 * (epoch ms), and returns what it could not put. Throws when the stream cannot be used at all (no such stream,
 * no permission). PutRecords goes on after a refused entry and so overtakes it: to keep the order of a key, a
 * request carries at most one record of it and the next waits for the acknowledgement. A key lives in one
 * shard, which takes 1 MB/s, so the wait costs a pack of usual size nothing.
 */
export function kinesisSink(client: KinesisClient, stream: string, pace: Partial<Pace> = {}): StreamSink {
  const { now, random, sleep } = { ...realPace, ...pace };

  return {
    async put(records, deadline) {
      const queues = new KeyQueues(records, random);
      const signal = deadlineSignal(deadline, now());
      while (!queues.done) {
        if (now() >= deadline) return queues.giveUp();
        const ready = queues.ready(now());
        if (ready.length === 0) await sleep(Math.min(queues.nextReadyAt, deadline) - now());
        else await sendAll(chunk(ready), queues, deadline, signal);
      }
      return queues.unwritten;
    },
  };

  /** Keys are independent, so requests go out side by side; each settles its own records. */
  async function sendAll(
    chunks: OutRecord[][],
    queues: KeyQueues,
    deadline: number,
    signal: AbortSignal,
  ): Promise<void> {
    const waiting = chunks.values();
    const lane = async () => {
      for (const records of waiting) {
        if (now() >= deadline) return;
        settle(records, await send(records, signal), queues);
      }
    };
    await Promise.all(Array.from({ length: Math.min(CONCURRENT_REQUESTS, chunks.length) }, lane));
  }

  function settle(records: OutRecord[], refusals: Refusal[], queues: KeyQueues): void {
    for (const [index, record] of records.entries()) {
      const refusal = refusals[index];
      if (!refusal) queues.acknowledge(record);
      else if (isTransientCode(refusal.code)) queues.postpone(record, refusal, now());
      else queues.refuse(record, refusal);
    }
  }

  /** The response has the order of the request. An entry counts as put only if it carries a sequence number and no error. */
  async function send(records: OutRecord[], abortSignal: AbortSignal): Promise<Refusal[]> {
    try {
      const response = await client.send(putRecords(stream, records), { abortSignal });
      return records.map((_, index): Refusal => {
        const entry = response.Records?.[index];
        if (entry?.SequenceNumber && !entry.ErrorCode) return undefined;
        return {
          code: entry?.ErrorCode ?? "InternalFailure",
          message: entry?.ErrorMessage ?? "the service answered nothing for this record",
        };
      });
    } catch (error) {
      if (!isTransient(error)) throw error;
      return records.map(() => ({ code: transientCode(error), message: error.message }));
    }
  }
}

function putRecords(stream: string, records: readonly OutRecord[]): PutRecordsCommand {
  const Records = records.map(({ partitionKey, data }) => ({ PartitionKey: partitionKey, Data: data }));
  return withBody(new PutRecordsCommand({ StreamName: stream, Records }), putRecordsBody(stream, records));
}

/** The JSON of the request. Each record's base64 is written directly: it has no character that JSON escapes. */
function putRecordsBody(stream: string, records: readonly OutRecord[]): Uint8Array {
  const bytes = records.reduce((sum, { data }) => sum + data.byteLength, 0);
  const body = new TextBuffer(Math.ceil(bytes * BASE64) + records.length * RECORD_BYTES + RECORD_BYTES);
  body.ascii('{"Records":[');
  for (let at = 0; at < records.length; at += 1) {
    const { partitionKey, data } = records[at]!;
    body.ascii(at === 0 ? '{"PartitionKey":' : ',{"PartitionKey":');
    body.quoted(partitionKey);
    body.ascii(',"Data":"');
    body.ascii(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64"));
    body.ascii('"}');
  }
  body.ascii('],"StreamName":');
  body.quoted(stream);
  body.ascii("}");
  return body.view();
}

const BASE64 = 4 / 3;
/** Estimated bytes of a record, and of the request, beside the data. The buffer grows if it is more. */
const RECORD_BYTES = 128;

/** A transient error with a name that no list knows (a lost connection, a bare 5xx) is filed as an internal failure. */
function transientCode(error: Error): string {
  return isTransientCode(error.name) ? error.name : "InternalFailure";
}
