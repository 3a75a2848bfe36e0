import { hash } from "node:crypto";
import { attributeIndex, EventScanner } from "../../../shared/event/scan.ts";
import { replayedIn } from "../../../shared/failure/replayed.ts";
import { parsedObject } from "../../../shared/json/parsed-object.ts";
import type { Outgoing } from "../../../shared/publish/publish.ts";

/**
 * An id for the accounting, of which a hundred million are held at once: 64 bits of its hash, as eight characters. Two
 * of so many share one with a chance of 1 : 3,700.
 */
export type EventKey = string;

/** One raw event for the accounting, and when its first server took it (epoch ms). */
export interface EventIdentity {
  key: EventKey;
  /** False where the key is that of its bytes. */
  hasId: boolean;
  receivedAt: number | undefined;
  /** failure_id of the failure that it was put back for. */
  replayOf?: string;
}

/** The identity of a raw event: its event_id, and for what carries none its bytes. */
export function identityOf(bytes: Uint8Array): EventIdentity {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const event = usual(buffer) ?? parsedObject(buffer.toString("utf8"));
  const id = event?.event_id;
  const hasId = isId(id);
  const received = typeof event?.received_at === "string" ? Date.parse(event.received_at) : Number.NaN;
  return {
    key: hasId ? keyOf(id) : keyOfBytes(bytes),
    hasId,
    receivedAt: Number.isNaN(received) ? undefined : received,
    ...replayOf(event?.metadata),
  };
}

/** The id that the bytes of an event say. */
export function eventIdIn(bytes: Uint8Array): string | undefined {
  const id = parsedObject(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString())?.event_id;
  return isId(id) ? id : undefined;
}

function replayOf(metadata: unknown): { replayOf?: string } {
  const replayed = replayedIn(metadata);
  return replayed === undefined ? {} : { replayOf: replayed.replay_of };
}

/** The same key from a failed event's row. */
export function failedKey(row: { event_id?: string; payload_sha256: string }): EventKey {
  return keyOf(isId(row.event_id) ? row.event_id : `sha256:${row.payload_sha256}`);
}

/** The key under which an event that a source hands over comes onto the raw stream, or fails on its way there. */
export function outgoingKey({ text, refused, event_id }: Outgoing): EventKey {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  if (refused === undefined) return identityOf(bytes).key;
  return isId(event_id) ? keyOf(event_id) : keyOfBytes(bytes);
}

/** A longer one is no id to the stages: its event fails without one, or with the beginning of it. */
const LONGEST_ID = 128;
const isId = (id: unknown): id is string =>
  typeof id === "string" &&
  id !== "" &&
  id.length <= LONGEST_ID &&
  !(id.length === LONGEST_ID && id.endsWith("…"));

export const keyOf = (id: string): EventKey => hash("md5", id, "binary").slice(0, 8);

const keyOfBytes = (bytes: Uint8Array): EventKey => keyOf(`sha256:${hash("sha256", bytes)}`);

const scanner = new EventScanner();

/** Undefined where the event has to be parsed to be understood. */
function usual(buffer: Buffer): Record<string, unknown> | undefined {
  const event = scanner.scan(buffer);
  if (!event?.usual || event.replayed) return undefined;
  const { event_id, received_at } = attributeIndex;
  return { event_id: event.string(event_id), received_at: event.string(received_at) };
}
