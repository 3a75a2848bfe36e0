import { unpackFailures } from "../../shared/failure/envelope.ts";
import type { FailedEvent } from "../../shared/failure/failed-event.ts";
import type { ObjectRef, StreamRange } from "../../shared/failure/ports.ts";

/** What an event source mapping sends when it gives up on a batch: the positions of the records, not the records. */
export interface AbandonedBatch {
  requestContext: { functionArn: string; condition: string; approximateInvokeCount?: number };
  responseContext?: { functionError?: string | null };
  timestamp: string;
  KinesisBatchInfo: StreamRange & { batchSize: number; approximateArrivalOfFirstRecord: string };
}

/** A batch whose range is read in several invocations: what the earlier ones found. */
export interface ContinuedBatch extends AbandonedBatch {
  continued: {
    /** Of the first record that is not filed yet. */
    at: string;
    /** Partition key of the batch's first record; absent when that was past retention. */
    firstKey?: string;
    found: number;
  };
}

export type Message =
  | { kind: "rows"; rows: FailedEvent[] }
  | { kind: "abandoned"; batch: AbandonedBatch | ContinuedBatch }
  /** Objects that another service wrote. A start byte is given where an earlier invocation has read the beginning. */
  | { kind: "objects"; objects: ObjectRef[] }
  /** The test message that S3 sends when a notification is created. */
  | { kind: "test" }
  | { kind: "unreadable"; why: string };

/** Tells what kind of message of the failed-events queue this is. Its content is not trusted. */
export function readMessage(body: string): Message {
  try {
    const value: unknown = JSON.parse(body);
    if (isAbandonedBatch(value)) return { kind: "abandoned", batch: value };
    if (isTest(value)) return { kind: "test" };
    const objects = objectsIn(value);
    if (objects) return { kind: "objects", objects };
    return { kind: "rows", rows: unpackFailures(body) };
  } catch (error) {
    return { kind: "unreadable", why: error instanceof Error ? error.message : String(error) };
  }
}

/** For a batch that Lambda wrote to a bucket as well as for a notice on the queue. */
export function isAbandonedBatch(value: unknown): value is AbandonedBatch {
  const { requestContext, KinesisBatchInfo: range, timestamp } = (value ?? {}) as Partial<AbandonedBatch>;
  return (
    typeof requestContext?.functionArn === "string" &&
    typeof requestContext.condition === "string" &&
    !Number.isNaN(Date.parse(String(timestamp))) &&
    typeof range?.streamArn === "string" &&
    typeof range.shardId === "string" &&
    /^\d+$/.test(range.startSequenceNumber) &&
    /^\d+$/.test(range.endSequenceNumber) &&
    typeof range.batchSize === "number"
  );
}

const isTest = (value: unknown): boolean =>
  (value as { Event?: unknown } | null)?.Event === "s3:TestEvent" && !("Records" in (value as object));

interface Notification {
  eventSource?: unknown;
  eventName?: unknown;
  s3?: { bucket?: { name?: unknown }; object?: { key?: unknown; from?: unknown } };
}

/** Undefined when the value is no notification of S3; a notification of other things than new objects names none. */
function objectsIn(value: unknown): ObjectRef[] | undefined {
  const records = (value as { Records?: unknown } | null)?.Records;
  if (!Array.isArray(records) || records.length === 0) return undefined;
  const objects: ObjectRef[] = [];
  for (const { eventSource, eventName, s3 } of records as Notification[]) {
    const { name } = s3?.bucket ?? {};
    const { key, from } = s3?.object ?? {};
    if (eventSource !== "aws:s3" || typeof name !== "string" || typeof key !== "string") return undefined;
    if (eventName !== undefined && !String(eventName).startsWith("ObjectCreated:")) continue;
    objects.push({ bucket: name, key: decoded(key), from: typeof from === "number" ? from : 0 });
  }
  return objects;
}

/** S3 writes keys into notifications as into a form: `dt=1 a` comes as `dt%3D1+a`. */
const decoded = (key: string): string => decodeURIComponent(key.replaceAll("+", " "));

/**
 * The message by which the rest of a range is left to a later invocation. A partition key may hold two characters that
 * JSON leaves as they are and SQS refuses; all others of the kind JSON escapes.
 */
export const continuedBatch = (batch: ContinuedBatch): string =>
  JSON.stringify(batch).replace(/[\ufffe\uffff]/g, (refused) =>
    refused === "\ufffe" ? "\\ufffe" : "\\uffff",
  );

/** The message by which the rest of an object is left to a later invocation. */
export const continuedObject = ({ bucket, key, from }: ObjectRef): string =>
  JSON.stringify({
    Records: [
      {
        eventSource: "aws:s3",
        s3: { bucket: { name: bucket }, object: { key: encodeURIComponent(key), from } },
      },
    ],
  });
