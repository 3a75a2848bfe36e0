import { crc32 } from "node:zlib";
import { sourceOf } from "../../shared/archive-partition.ts";
import { deviceIn } from "../../shared/event/device.ts";
import { type FailedEvent, type Stage, stagesAfterEnrichment } from "../../shared/failure/failed-event.ts";
import { type Replayed, replayKey, withReplayed } from "../../shared/failure/replayed.ts";
import { parseExact } from "../../shared/json/exact.ts";
import { laneOf } from "../../shared/lane.ts";
import { encodePacks } from "../../shared/pack/encode.ts";
import { PACK_BYTES } from "../../shared/pack/pack-bytes.ts";
import type { OutRecord, StreamSink } from "../../shared/stream.ts";

/** The bytes of a failed event that are to be put back, and the object that its row stands in. */
export interface ReplayItem {
  row: FailedEvent;
  key: string;
  bytes: Uint8Array;
  /**
   * Whether it stands for the failure. One failed document may give several events, of which the first does; of a failure of
   * many lines each does, so that it is closed once all of them are archived.
   */
  stands: boolean;
  /** Failed events that it is: of a pack as it was, its lines. */
  lines: number;
}

export interface ReplayStreams {
  raw: StreamSink;
  enriched: StreamSink;
  /** Lanes that the stack hashes its users to. */
  lanes: number;
}

export type StreamName = "raw" | "enriched";

/** `left` could not be put; they stay failed events and can be replayed again. */
export interface PutResult {
  put: number;
  left: ReplayItem[];
  /** Why, each code once. */
  codes: Set<string>;
}

/**
 * The stream whose consumer failed the event. What failed behind enrichment is an enriched event: its address is gone
 * and its session counted, so it could not be enriched again.
 */
export const replayStreamOf = (stage: Stage): StreamName =>
  stagesAfterEnrichment.has(stage) ? "enriched" : "raw";

const PATIENCE_MS = 60_000;

/** Puts the events back on the streams that they belong to, packed as the stream's producers pack. */
export async function putBack(items: readonly ReplayItem[], streams: ReplayStreams): Promise<PutResult> {
  const result: PutResult = { put: 0, left: [], codes: new Set() };
  for (const name of ["raw", "enriched"] as const) {
    const records = new Map<OutRecord, ReplayItem[]>();
    const marked: Marked[] = [];
    for (const item of items.filter(({ row }) => replayStreamOf(row.stage) === name)) {
      const bytes = item.stands ? withReplayed(item.bytes, replayedOf(item.row)) : item.bytes;
      if (bytes) marked.push({ item, bytes });
      // In a record of its own and unchanged: in a pack, or in gzip, it could be decoded as something else than what
      // failed.
      else records.set({ partitionKey: replayKey(replayedOf(item.row)), data: item.bytes }, [item]);
    }
    const { packs, oversize } = pack(marked, name, streams.lanes);
    for (const { record, items: members } of packs)
      records.set(
        record,
        members.map(({ item }) => item),
      );
    const unwritten = await streams[name].put([...records.keys()], Date.now() + PATIENCE_MS);
    for (const { item, code } of unwritten) {
      result.codes.add(code);
      result.left.push(...(records.get(item) ?? []));
    }
    if (oversize.length > 0) result.codes.add("RecordTooLarge");
    result.left.push(...oversize.map(({ item }) => item));
  }
  result.put = countedLines(items) - countedLines(result.left);
  return result;
}

/** Failed events of the items. */
export const countedLines = (items: readonly ReplayItem[]): number =>
  items.reduce((sum, { lines }) => sum + lines, 0);

const replayedOf = ({ failure_id, replay_count, first_failed_at }: FailedEvent): Replayed => ({
  replay_of: failure_id,
  replay_count: replay_count + 1,
  first_failed_at,
});

interface Marked {
  item: ReplayItem;
  bytes: Uint8Array;
}

function pack(events: readonly Marked[], name: StreamName, lanes: number) {
  const lane = (event: Marked) => laneIn(event, lanes);
  return encodePacks(events, {
    group: name === "raw" ? lane : archivePartition,
    partitionKey: (group, members) => (name === "raw" ? group : lane(members[0]!)),
    write: ({ bytes }, line) => line.bytes(bytes),
    packBytes: PACK_BYTES,
    compression: "none",
  });
}

/** Bytes that name no user have no order to keep, and spread over the lanes. */
function laneIn({ bytes }: Marked, lanes: number): string {
  const device = deviceIn(attributesIn(bytes));
  return String(device === "" ? crc32(bytes) % lanes : laneOf(device, lanes));
}

/**
 * By hour and source, so that every pack fits one folder of the archive. Events without them, and events that made
 * the conversion of their pack fail, get packs of their own.
 */
function archivePartition({ item, bytes }: Marked): string {
  const { app_id, event_time, metadata, source } = fieldsOf(bytes);
  return app_id && event_time && item.row.reason !== "conversion_failed"
    ? `${event_time.slice(0, 13)} ${source || sourceOf({ app_id, metadata })}`
    : `alone/${item.row.failure_id}`;
}

interface Fields {
  app_id?: string;
  event_time?: string;
  source?: string;
  metadata?: Record<string, unknown>;
}

/** In a failed event any attribute may be missing or have another type. */
function fieldsOf(bytes: Uint8Array): Fields {
  const value = attributesIn(bytes);
  const fields: Record<string, unknown> = {};
  for (const name of ["app_id", "event_time", "source"])
    if (typeof value[name] === "string") fields[name] = value[name];
  if (typeof value.metadata === "object") fields.metadata = value.metadata;
  return fields;
}

const attributesIn = (bytes: Uint8Array) =>
  parseExact(Buffer.from(bytes).toString("utf8")) as Record<string, unknown>;
