import { crc32 } from "node:zlib";
import { partitionKey, partitionOf } from "../../shared/archive-partition.ts";
import type { Stage } from "../../shared/failure/failed-event.ts";
import { LANES, laneOf, userOf } from "../../shared/lane.ts";
import { encodePacks } from "../../shared/pack/encode.ts";
import type { StreamSink } from "../../shared/stream.ts";

/** The original bytes of one failed event. */
export interface Payload {
  stage: Stage;
  bytes: Uint8Array;
}

export interface Streams {
  raw: StreamSink;
  enriched: StreamSink;
}

/** `left` could not be put; it stays a failed event and can be replayed again. */
export interface Put {
  put: number;
  left: number;
  /** Why, each code once. */
  codes: Set<string>;
}

/** The stream whose consumer failed the event: the bytes of a failure behind enrichment are an enriched event. */
export const streamOf = (stage: Stage): keyof Streams =>
  stage === "predict" || stage === "archive" ? "enriched" : "raw";

const PACK_BYTES = 128 * 1024;
const PATIENCE_MS = 60_000;

/** Puts the bytes back, unchanged, on the streams that they belong to: packed by lane, or by archive partition. */
export async function putBack(payloads: readonly Payload[], streams: Streams): Promise<Put> {
  const result: Put = { put: 0, left: 0, codes: new Set() };
  for (const name of ["raw", "enriched"] as const) {
    const items = payloads.filter(({ stage }) => streamOf(stage) === name);
    const { packs, oversize } = encodePacks(items, {
      group: name === "raw" ? lane : archivePartition,
      partitionKey: (group, members) => (name === "raw" ? group : lane(members[0]!)),
      bytes: ({ bytes }) => bytes,
      packBytes: PACK_BYTES,
      compression: "none",
    });
    const unwritten = await streams[name].put(
      packs.map(({ record }) => record),
      Date.now() + PATIENCE_MS,
    );
    const leftOf = new Map(packs.map(({ record, items: members }) => [record, members.length]));
    const left = unwritten.reduce((sum, { item }) => sum + (leftOf.get(item) ?? 0), oversize.length);
    for (const { code } of unwritten) result.codes.add(code);
    if (oversize.length > 0) result.codes.add("RecordTooLarge");
    result.left += left;
    result.put += items.length - left;
  }
  return result;
}

/** Bytes that name no user have no order to keep, and spread over the lanes. */
function lane(payload: Payload): string {
  const user = userOf(fieldsOf(payload));
  return String(user === "" ? crc32(payload.bytes) % LANES : laneOf(user, LANES));
}

/** An event that names no partition gets a pack of its own, so that it spoils none. */
function archivePartition(payload: Payload): string {
  const { app_id, event_time, metadata } = fieldsOf(payload);
  return app_id && event_time
    ? partitionKey(partitionOf({ app_id, event_time, metadata }))
    : `none/${crc32(payload.bytes)}`;
}

interface Fields {
  user_id?: string;
  anonymous_id?: string;
  app_id?: string;
  event_time?: string;
  metadata?: Record<string, unknown>;
}

/** Of a failed event anything may be missing or of another type. */
function fieldsOf({ bytes }: Payload): Fields {
  let value: Record<string, unknown> | null;
  try {
    value = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    // The bytes are put back as they are; they only cannot say whose they are.
    return {};
  }
  const fields: Record<string, unknown> = {};
  for (const name of ["user_id", "anonymous_id", "app_id", "event_time"])
    if (typeof value?.[name] === "string") fields[name] = value[name];
  if (typeof value?.metadata === "object") fields.metadata = value.metadata;
  return fields;
}
