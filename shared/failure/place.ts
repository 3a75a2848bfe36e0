import { createHash } from "node:crypto";
import type { Unpacked } from "../pack/decode.ts";
import type { StreamRecord } from "../stream.ts";
import type { Failure, FailureSink, Source } from "./failed-event.ts";
import { replayedByKey } from "./replayed.ts";

/** One entry of a record's pack. */
export interface PackEntry {
  record: StreamRecord;
  /** In the pack, from 0. */
  index: number;
  bytes: Uint8Array;
}

/** What an entry is filed for; the rest of its failure follows from where it stands. */
export type Why = Omit<Failure, "payload" | "source">;

/** A failure, and what has to come again when it cannot be filed. */
export interface FailedEntry<Origin = StreamRecord> {
  record: Origin;
  failure: Failure;
}

/** Where an entry stands: its record's position, and its index in the pack. */
export function entrySource(record: StreamRecord, index: number): Source {
  return {
    stream: record.stream,
    shard_id: record.shardId,
    sequence_number: record.sequenceNumber,
    subsequence_number: index,
    arrival_time: new Date(record.arrivalTime).toISOString(),
  };
}

/** An entry as a failure. Bytes that cannot say themselves what they were replayed for come alone under a key that does. */
export function failedEntry({ record, index, bytes }: PackEntry, why: Why): FailedEntry {
  const replayed = index === 0 ? replayedByKey(record.partitionKey) : undefined;
  return { record, failure: { ...why, payload: bytes, source: entrySource(record, index), ...replayed } };
}

/** Why a record that cannot be unpacked is refused as a whole. */
export function packRefusal(
  { reason, message }: Extract<Unpacked, { ok: false }>,
  expected = "a pack of events",
): Pick<Failure, "reason" | "errors"> {
  return { reason, errors: [{ path: "", expected, actual: reason, message }] };
}

/**
 * Indexes kept for the lines of each record that Firehose takes out of a KPL aggregate: more than one has, even
 * compressed, of lines as long as events. Part of the ids of failures, hence never to be changed.
 */
const MAX_LINES = 2 ** 20;

/** @param subSequence Firehose's index of a record within its aggregate; absent or "" where it came out of none */
export const firstIndexOf = (subSequence: number | string | null | undefined): number =>
  Number(subSequence || 0) * MAX_LINES;

/** The place of a later line of a pack, from that of the first. */
export const lineSource = (first: Source, line: number): Source => ({
  ...first,
  subsequence_number: first.subsequence_number + line,
});

/**
 * The place of bytes that nobody gave one: their content, which is the same for every delivery.
 * @param stream name of the queue, or of whoever wrote them
 * @param arrivedAt epoch ms
 */
export const contentSource = (stream: string, bytes: Uint8Array, arrivedAt: number): Source => ({
  stream,
  shard_id: "",
  sequence_number: createHash("sha256").update(bytes).digest("hex"),
  subsequence_number: 0,
  arrival_time: new Date(arrivedAt).toISOString(),
});

/**
 * Files failures; returns of what they come from all that has to come again, since not every failure of it could be
 * handed over by the deadline (epoch ms).
 */
export async function fileFailures<Origin>(
  failed: readonly FailedEntry<Origin>[],
  sink: FailureSink,
  deadline: number,
): Promise<Set<Origin>> {
  if (failed.length === 0) return new Set();
  const unfiled = new Set(
    await sink.publish(
      failed.map(({ failure }) => failure),
      deadline,
    ),
  );
  return new Set(failed.filter(({ failure }) => unfiled.has(failure)).map(({ record }) => record));
}
