import { hash } from "node:crypto";
import { attributeIndex, EventScanner } from "../../../shared/event/scan.ts";
import { replayedIn } from "../../../shared/failure/replayed.ts";
import { parsedObject } from "./parsed-object.ts";

/** One raw event for the accounting: its id as a number, and when its first server took it (epoch ms). */
export interface Identity {
  key: number;
  receivedAt: number | undefined;
  /** failure_id of the failure that it was put back for. */
  replayOf?: string;
}

/**
 * The identity of a raw event: its event_id, and for what carries none its bytes. A million keys are held at
 * once, so a key is 53 bits of a hash, not the text; two of a million events share one with a chance of 1 : 18,000.
 */
export function identityOf(bytes: Uint8Array): Identity {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const event = usual(buffer) ?? parsedObject(buffer.toString("utf8"));
  const id = event?.event_id;
  const received = typeof event?.received_at === "string" ? Date.parse(event.received_at) : Number.NaN;
  return {
    key: typeof id === "string" && id !== "" ? keyOf(id) : keyOf(`sha256:${hash("sha256", bytes)}`),
    receivedAt: Number.isNaN(received) ? undefined : received,
    ...replayOf(event?.metadata),
  };
}

function replayOf(metadata: unknown): { replayOf?: string } {
  const replayed = replayedIn(metadata);
  return replayed === undefined ? {} : { replayOf: replayed.replay_of };
}

/** The same key from a failed event's row. */
export function failedKey(row: { event_id?: string; payload_sha256: string }): number {
  return keyOf(row.event_id || `sha256:${row.payload_sha256}`);
}

export function keyOf(id: string): number {
  const digest = hash("md5", id, "hex");
  return Number.parseInt(digest.slice(0, 12), 16) * 32 + (Number.parseInt(digest.slice(12, 14), 16) & 31);
}

const scanner = new EventScanner();

/** Undefined where the event has to be parsed to be understood. */
function usual(buffer: Buffer): Record<string, unknown> | undefined {
  const event = scanner.scan(buffer);
  if (!event?.usual || event.replayed) return undefined;
  const { event_id, received_at } = attributeIndex;
  return { event_id: event.string(event_id), received_at: event.string(received_at) };
}
