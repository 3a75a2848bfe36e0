import type { FailedEvent } from "./failed-event.ts";
import type { ObjectStore } from "./ports.ts";

/** Largest payload inside a row, bytes. Even if it cannot be compressed, its base64 and the row still fit 256 KiB. */
export const INLINE_PAYLOAD_BYTES = 150 * 1024;

/** Key of a payload that is stored beside its row. The same bytes have the same key, so a redelivery rewrites it. */
export const oversizeKey = (sha256: string): string => `oversize/${sha256}`;

/**
 * Puts a large payload into the store, and returns the row that refers to it. Other rows are returned as they are.
 * @param deadline epoch ms at which the request to the store is ended
 */
export async function claimCheck(
  row: FailedEvent,
  bytes: Uint8Array,
  store: ObjectStore,
  deadline?: number,
): Promise<FailedEvent> {
  if (bytes.byteLength <= INLINE_PAYLOAD_BYTES) return row;
  const key = oversizeKey(row.payload_sha256);
  await store.put(key, bytes, { contentType: "application/octet-stream", deadline });
  const { payload: _inTheStore, ...rest } = row;
  return { ...rest, payload_ref: `s3://${store.bucket}/${key}` };
}

/** The original bytes of a row, from the row itself or from where it refers to. */
export async function payloadOfRow(row: FailedEvent, store: ObjectStore): Promise<Uint8Array> {
  if (row.payload_ref === undefined) return Buffer.from(row.payload ?? "", "base64");
  const home = `s3://${store.bucket}/`;
  if (!row.payload_ref.startsWith(home))
    throw new Error(`The payload of ${row.failure_id} is at ${row.payload_ref}, outside of ${home}.`);
  return store.get(row.payload_ref.slice(home.length));
}
