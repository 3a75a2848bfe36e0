import type { ReasonName } from "../../shared/failure/failed-event.ts";
import { laneOf } from "../../shared/lane.ts";
import { encodePacks } from "../../shared/pack/encode.ts";
import type { OutRecord, Unwritten } from "../../shared/stream.ts";
import { type Decoded, type FailedEntry, sourceOf } from "./decode.ts";

export interface EnrichedLine {
  decoded: Decoded;
  /** The enriched event, one line of JSON. */
  json: string;
  /** Key of its archive partition. */
  partition: string;
}

export interface Emission {
  lanes: number;
  packBytes: number;
}

export interface LinePack {
  record: OutRecord;
  items: EnrichedLine[];
}

/**
 * Packs of one archive partition each, so that a Firehose record is converted and filed as a whole. They are
 * spread over the shards by the lane of their first user; order on this stream means nothing any more.
 */
export function packLines(lines: readonly EnrichedLine[], { lanes, packBytes }: Emission) {
  return encodePacks(lines, {
    group: (line) => line.partition,
    partitionKey: (_partition, items) => String(laneOf(items[0]!.decoded.user, lanes)),
    bytes: (line) => line.json,
    packBytes,
    compression: "none",
  });
}

/** What was not written: lines to be tried again with their record, and failures for those that never will be. */
export function unwrittenOf(
  packs: readonly LinePack[],
  unwritten: readonly Unwritten<OutRecord>[],
  oversize: readonly EnrichedLine[],
): { retry: EnrichedLine[]; failures: FailedEntry[] } {
  const linesOf = new Map(packs.map(({ record, items }) => [record, items]));
  const retry: EnrichedLine[] = [];
  const failures = oversize.map((line) =>
    failed(line, "oversize", "the enriched event is larger than a record may be"),
  );
  for (const { item, code, message, retriable } of unwritten) {
    const lines = linesOf.get(item) ?? [];
    if (retriable) retry.push(...lines);
    else failures.push(...lines.map((line) => failed(line, "unpublishable", `${code}: ${message}`)));
  }
  return { retry, failures };
}

function failed({ decoded, json }: EnrichedLine, reason: ReasonName, message: string): FailedEntry {
  const { record, index, bytes, event } = decoded;
  const errors = [
    { path: "", expected: "a record that the stream takes", actual: `${json.length} characters`, message },
  ];
  const source = sourceOf(record, index);
  return {
    record,
    failure: { stage: "enrich", reason, errors, payload: bytes, source, event_id: event.event_id },
  };
}
