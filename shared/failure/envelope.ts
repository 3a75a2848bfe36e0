import { gunzipSync, gzipSync } from "node:zlib";
import { SQS_MESSAGE_BYTES } from "../limits.ts";
import type { FailedEvent } from "./failed-event.ts";

/**
 * Failed events as messages of at most 256 KiB. The gzip holds the rows without their payloads, as NDJSON of
 * `rows_bytes` bytes, then the payloads end to end. The payloads are not in base64, because similar events would then
 * compress badly.
 */
interface Envelope {
  v: 1;
  encoding: "gzip+base64";
  rows: number;
  rows_bytes: number;
  body: string;
}

/** Bytes of rows and payloads that are tried in one message; events compress about eightfold. */
const TRIED_BYTES = 1024 * 1024;
/** Largest inflated message, bytes: `TRIED_BYTES` and the one row that crossed it. A larger message is not ours. */
const INFLATED_BYTES = 2 * TRIED_BYTES;

interface Packed {
  head: string;
  payload: Buffer;
}

/** Packs rows, in order, into as few bodies as fit. */
export function packFailures(rows: readonly FailedEvent[]): string[] {
  const bodies: string[] = [];
  let group: Packed[] = [];
  let size = 0;
  for (const row of rows) {
    const packed = split(row);
    const bytes = packed.head.length + packed.payload.length;
    if (group.length > 0 && size + bytes > TRIED_BYTES) {
      bodies.push(...seal(group));
      group = [];
      size = 0;
    }
    group.push(packed);
    size += bytes;
  }
  if (group.length > 0) bodies.push(...seal(group));
  return bodies;
}

/** Halves a group until it fits. One row always fits: `claimCheck` and `describe` bound its size. */
function seal(group: Packed[]): string[] {
  const heads = Buffer.from(group.map(({ head }) => `${head}\n`).join(""));
  const envelope: Envelope = {
    v: 1,
    encoding: "gzip+base64",
    rows: group.length,
    rows_bytes: heads.length,
    body: gzipSync(Buffer.concat([heads, ...group.map(({ payload }) => payload)])).toString("base64"),
  };
  const message = JSON.stringify(envelope);
  if (message.length <= SQS_MESSAGE_BYTES || group.length === 1) return [message];
  const middle = group.length >> 1;
  return [...seal(group.slice(0, middle)), ...seal(group.slice(middle))];
}

function split({ payload, ...row }: FailedEvent): Packed {
  return { head: JSON.stringify(row), payload: Buffer.from(payload ?? "", "base64") };
}

/** The rows of a body. Throws when it is not an envelope of ours, or is damaged. */
export function unpackFailures(body: string): FailedEvent[] {
  const envelope: Partial<Envelope> | null = JSON.parse(body);
  if (envelope?.v !== 1 || envelope.encoding !== "gzip+base64" || typeof envelope.body !== "string")
    throw new Error("not an envelope of failed events");
  const bytes = gunzipSync(Buffer.from(envelope.body, "base64"), { maxOutputLength: INFLATED_BYTES });
  const heads = bytes.toString("utf8", 0, envelope.rows_bytes).split("\n").slice(0, -1);
  let at = envelope.rows_bytes ?? 0;
  const rows = heads.map((head): FailedEvent => {
    const row: FailedEvent = JSON.parse(head);
    if (row.payload_ref !== undefined) return row;
    const payload = bytes.toString("base64", at, at + row.payload_bytes);
    at += row.payload_bytes;
    return { ...row, payload };
  });
  if (rows.length !== envelope.rows || at !== bytes.length)
    throw new Error("a damaged envelope of failed events: its rows and bytes do not add up");
  return rows;
}
