import { queueName } from "../names.ts";
import type { SimulatedWorld } from "../world.ts";

/** An object that Firehose or a trigger writes by itself. Throws when S3 does not take it: then it is tried again. */
export function leave(
  { buckets, faults }: SimulatedWorld,
  bucket: string,
  key: string,
  body: Uint8Array,
): void {
  if (faults.strikes("throttle")) throw new Error("SlowDown");
  buckets.put(bucket, key, body);
}

/** What S3 sends to the queue for an object that was left behind; now and then twice. */
export function announceObject({ queues, faults }: SimulatedWorld, bucket: string, key: string): void {
  const s3 = { bucket: { name: bucket }, object: { key: encodeURIComponent(key) } };
  const body = JSON.stringify({ Records: [{ eventSource: "aws:s3", eventName: "ObjectCreated:Put", s3 }] });
  queues.send(queueName, body);
  if (faults.strikes("redeliver")) queues.send(queueName, body);
}
