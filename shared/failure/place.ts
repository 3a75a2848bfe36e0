import { createHash } from "node:crypto";
import type { Unpacked } from "../pack/decode.ts";
import type { StreamRecord } from "../stream.ts";
import type { Failure, FailureSink, FailureSource } from "./failed-event.ts";
import { boundedFailures } from "./many-lines.ts";
import { replayedByKey } from "./replayed.ts";

/** One entry of a record's pack. */
export interface PackEntry {
  record: StreamRecord;
  /** In the pack, from 0. */
  index: number;
  bytes: Uint8Array;
}

/** Why an entry fails. The rest of its failure follows from its place. */
export type Why = Omit<Failure, "payload" | "source">;

/** A failure, and the item that has to be retried when the failure cannot be filed. */
export interface FailedEntry<Origin = StreamRecord> {
  record: Origin;
  failure: Failure;
}

/** Where an entry stands: its record's position, and its index in the pack. */
export function entrySource(record: StreamRecord, index: number): FailureSource {
  return {
    stream: record.stream,
    shard_id: record.shardId,
    sequence_number: record.sequenceNumber,
    subsequence_number: index,
    arrival_time: new Date(record.arrivalTime).toISOString(),
  };
}

/**
 * An entry as a failure. Bytes that cannot hold the marks of a replay are replayed alone in a record, and its
 * partition key holds them.
 */
export function failedEntry({ record, index, bytes }: PackEntry, why: Why): FailedEntry {
  const replayed = index === 0 ? replayedByKey(record.partitionKey) : undefined;
  return { record, failure: { ...why, payload: bytes, source: entrySource(record, index), ...replayed } };
}

/**
 * The failures of a record's entries as they are filed: each by itself, or many as one.
 * @param entries how many the record has
 */
export function filedOf(record: StreamRecord, failures: readonly Failure[], entries: number): FailedEntry[] {
  // Nearly every record has none.
  if (failures.length === 0) return [];
  const replayed = replayedByKey(record.partitionKey);
  return boundedFailures(failures, record.data, entries, replayed).map((failure) => ({ record, failure }));
}

/** Why a record that cannot be unpacked is refused as a whole. */
export function packRefusal(
  { reason, message }: Extract<Unpacked, { ok: false }>,
  expected = "a pack of events",
): Pick<Failure, "reason" | "errors"> {
  return { reason, errors: [{ path: "", expected, actual: reason, message }] };
}

/**
 * Indexes reserved for the lines of each record that Firehose takes out of a KPL aggregate: more than a record can
 * have, even compressed. It is part of the ids of failures, so it must never change.
 */
const MAX_LINES = 2 ** 20;

/** @param subSequence Firehose's index of a record within its aggregate; absent or "" if it was in none */
export const firstIndexOf = (subSequence: number | string | null | undefined): number =>
  Number(subSequence || 0) * MAX_LINES;

/** The place of a line of a pack, from that of its first line. */
export const lineSource = (first: FailureSource, line: number): FailureSource => ({
  ...first,
  subsequence_number: first.subsequence_number + line,
});

/**
 * The place of bytes without a position in a stream: a hash of their content, which is the same for every delivery.
 * @param stream name of the queue, or of whoever wrote them
 * @param arrivedAt epoch ms
 */
export const contentSource = (stream: string, bytes: Uint8Array, arrivedAt: number): FailureSource => ({
  stream,
  shard_id: "",
  sequence_number: createHash("sha256").update(bytes).digest("hex"),
  subsequence_number: 0,
  arrival_time: new Date(arrivedAt).toISOString(),
});

/**
 * Files failures. Returns every item that has to be retried, because not all of its failures could be handed over by
 * the deadline (epoch ms).
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
