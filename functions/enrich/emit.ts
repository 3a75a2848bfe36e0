import type { Folders } from "../../shared/archive-partition.ts";
import type { ReasonName } from "../../shared/failure/failed-event.ts";
import { type FailedEntry, failedEntry } from "../../shared/failure/place.ts";
import { laneOf } from "../../shared/lane.ts";
import type { Compression } from "../../shared/pack/compression.ts";
import { encodePacks } from "../../shared/pack/encode.ts";
import type { OutRecord, Unwritten } from "../../shared/stream.ts";
import type { Enrichment } from "./enrichment.ts";
import { partitionAt } from "./partition.ts";
import type { EnrichedLine, LineWriter } from "./write/line.ts";

export interface Emission {
  enrichment: Enrichment;
  /** Sources with a folder of their own in the archive. */
  folders: Folders;
  lanes: number;
  /** Before compression. */
  packBytes: number;
  compression: Compression;
}

export interface LinePack {
  record: OutRecord;
  items: EnrichedLine[];
}

/**
 * Packs of one archive partition each, so that a Firehose record is converted and filed as a whole. They are
 * spread over the shards by the lane of their first device; order on this stream means nothing any more.
 */
export function packLines(
  lines: readonly EnrichedLine[],
  { enrichment, folders, lanes, packBytes, compression }: Emission,
) {
  return encodePacks(lines, {
    group: ({ event, remembered }) => partitionAt(event.source.name, remembered.numbers[0]!, folders),
    partitionKey: (_partition, items) => String(laneOf(items[0]!.event.device, lanes)),
    write: (line, out) => enrichment.lines.write(out, line),
    packBytes,
    compression,
  });
}

/** What was not written: lines to be tried again with their record, and failures for those that never will be. */
export function unwrittenOf(
  packs: readonly LinePack[],
  unwritten: readonly Unwritten<OutRecord>[],
  oversize: readonly EnrichedLine[],
  writer: LineWriter,
): { retry: EnrichedLine[]; failures: FailedEntry[] } {
  const linesOf = new Map(packs.map(({ record, items }) => [record, items]));
  const retry: EnrichedLine[] = [];
  const failures = oversize.map((line) =>
    failed(line, writer, "oversize", "the enriched event is larger than a record may be"),
  );
  for (const { item, code, message, retriable } of unwritten) {
    const lines = linesOf.get(item) ?? [];
    if (retriable) retry.push(...lines);
    else failures.push(...lines.map((line) => failed(line, writer, "unpublishable", `${code}: ${message}`)));
  }
  return { retry, failures };
}

function failed(line: EnrichedLine, writer: LineWriter, reason: ReasonName, message: string): FailedEntry {
  const { event_id } = line.event.event;
  const actual = `${writer.text(line).length} characters`;
  const errors = [{ path: "", expected: "a record that the stream takes", actual, message }];
  return failedEntry(line.event, { stage: "enrich", reason, errors, event_id });
}
