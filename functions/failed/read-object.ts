import type { KinesisStreamEvent } from "aws-lambda";
import { recordsOf } from "../../shared/aws/trigger.ts";
import type { ObjectReader, ObjectRef } from "../../shared/failure/ports.ts";
import type { StreamRecord } from "../../shared/stream.ts";
import { fileLost, fileRecord } from "./abandoned.ts";
import { fileDelivery } from "./delivery.ts";
import { type AbandonedBatch, continuedObject, isAbandonedBatch } from "./message.ts";
import { type Portion, portions } from "./portion.ts";
import { unreadable } from "./unreadable.ts";

/** Where Lambda writes the batches that it gives up, with their records, when the destination is a bucket. */
const FROM_LAMBDA = /(^|\/)aws\/lambda\//;

/** The events in an object that Lambda or Firehose left behind, as rows, in portions. */
export function resolveObject(
  object: ObjectRef,
  reader: ObjectReader,
  sentAt: number,
): AsyncIterable<Portion> {
  return FROM_LAMBDA.test(object.key)
    ? abandonedWithRecords(object, reader, sentAt)
    : portions(linesOf(object, reader), (lines) =>
        lines.flatMap((line) => fileDelivery(line, object, sentAt)),
      );
}

/** Here the payload of the invocation stands beside the metadata, so that nothing has to be fetched or guessed. */
async function* abandonedWithRecords(
  object: ObjectRef,
  reader: ObjectReader,
  sentAt: number,
): AsyncGenerator<Portion> {
  const pieces: Uint8Array[] = [];
  for await (const piece of reader.read(object)) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  const read = batchIn(bytes);
  if (typeof read === "string") {
    const place = { stage: "decode", stream: "lambda", arrivedAt: sentAt, why: read } as const;
    yield { filed: [unreadable(bytes, place)] };
    return;
  }
  const { batch, records } = read;
  yield* portions(stepsOf(records), (some) => some.flatMap((record) => fileRecord(batch, record, false)));
  if (records.length < batch.KinesisBatchInfo.batchSize) yield { filed: [fileLost(batch, records.length)] };
}

async function* stepsOf(records: readonly StreamRecord[]) {
  for (const item of records) yield { item };
}

/** A batch with its records, or why the object holds none. */
function batchIn(bytes: Uint8Array): { batch: AbandonedBatch; records: StreamRecord[] } | string {
  try {
    const batch: unknown = JSON.parse(Buffer.from(bytes).toString("utf8"));
    if (!isAbandonedBatch(batch)) return "no batch of a stream that a function gave up";
    return { batch, records: recordsOf(payloadOf(batch)) };
  } catch (error) {
    // Bad data is a value: the object is filed as it is.
    return error instanceof Error ? error.message : String(error);
  }
}

/** AWS shows it as text and as an object. */
function payloadOf(batch: AbandonedBatch): KinesisStreamEvent {
  const { payload } = batch as { payload?: KinesisStreamEvent | string };
  return typeof payload === "string" ? JSON.parse(payload) : (payload ?? { Records: [] });
}

const LF = 10;
/**
 * A record of at most 1,024,000 bytes in base64, with Firehose's own attributes. A longer line is not from Firehose.
 */
const LINE_BYTES = 8 * 1024 * 1024;

/** The lines of an object, each with the message with which a later invocation would start there. */
async function* linesOf(object: ObjectRef, reader: ObjectReader) {
  let open: Uint8Array[] = [];
  let held = 0;
  let at = object.from;
  const line = () => {
    const bytes = Buffer.concat(open);
    const from = at;
    at += bytes.byteLength + 1;
    open = [];
    held = 0;
    return { item: bytes, rest: () => continuedObject({ ...object, from }) };
  };
  for await (const piece of reader.read(object)) {
    let start = 0;
    for (let end = piece.indexOf(LF); end >= 0; end = piece.indexOf(LF, start)) {
      open.push(piece.subarray(start, end));
      start = end + 1;
      const next = line();
      if (next.item.byteLength > 0) yield next;
    }
    open.push(piece.subarray(start));
    held += piece.byteLength - start;
    if (held > LINE_BYTES)
      throw new Error(`s3://${object.bucket}/${object.key} has no lines and is no error object of Firehose.`);
  }
  const last = line();
  if (last.item.byteLength > 0) yield last;
}
