import type { Folders } from "../../shared/archive-partition.ts";
import type { ReasonName } from "../../shared/failure/failed-event.ts";
import { type FailedEntry, failedEntry } from "../../shared/failure/place.ts";
import { laneOf } from "../../shared/lane.ts";
import { encodePacks } from "../../shared/pack/encode.ts";
import type { OutRecord, Unwritten } from "../../shared/stream.ts";
import type { Decided } from "./decided.ts";
import type { Decoded } from "./decode.ts";
import { partitionAt } from "./partition.ts";
import { renderLine, writeLine } from "./render.ts";

/** An enriched event; `renderLine` writes it. */
export interface EnrichedLine {
  decoded: Decoded;
  decided: Decided;
}

export interface Emission {
  /** Sources with a folder of their own in the archive. */
  folders: Folders;
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
export function packLines(lines: readonly EnrichedLine[], { folders, lanes, packBytes }: Emission) {
  return encodePacks(lines, {
    group: ({ decoded, decided }) => partitionAt(decoded.source, decided.eventTime, folders),
    partitionKey: (_partition, items) => String(laneOf(items[0]!.decoded.user, lanes)),
    write: (line, out) => writeLine(out, line),
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

function failed(line: EnrichedLine, reason: ReasonName, message: string): FailedEntry {
  const { event_id } = line.decoded.event;
  const actual = `${renderLine(line).length} characters`;
  const errors = [{ path: "", expected: "a record that the stream takes", actual, message }];
  return failedEntry(line.decoded, { stage: "enrich", reason, errors, event_id });
}
