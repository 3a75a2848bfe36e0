import type { StreamRecord } from "../../shared/stream.ts";
import type { AbandonedBatch } from "./message.ts";

/** A record of an abandoned range. `overlap`: it may belong to another batch that ran in parallel. */
export interface Claimed {
  record: StreamRecord;
  overlap: boolean;
}

/**
 * Which records of an abandoned range were in the batch. With parallelization, other batches ran in parallel on the
 * same shard, and AWS does not document how Lambda assigns keys to them. What is certain: all records of a key are in
 * one lane, and a batch is an unbroken run of its lane. So the batch had every record of the range with the key of
 * its first or its last record. If these are as many as the batch had, or if the whole range has no more records,
 * there is no doubt.
 */
export function claim(records: readonly StreamRecord[], { KinesisBatchInfo }: AbandonedBatch): Claimed[] {
  const { batchSize, startSequenceNumber, endSequenceNumber } = KinesisBatchInfo;
  const whole = records[0]?.sequenceNumber === startSequenceNumber;
  if (whole && records.length <= batchSize) return records.map((record) => ({ record, overlap: false }));
  const keys = new Set(
    records
      .filter(
        ({ sequenceNumber }) =>
          sequenceNumber === startSequenceNumber || sequenceNumber === endSequenceNumber,
      )
      .map(({ partitionKey }) => partitionKey),
  );
  const certain = records.filter(({ partitionKey }) => keys.has(partitionKey));
  if (certain.length === batchSize) return certain.map((record) => ({ record, overlap: false }));
  return records.map((record) => ({ record, overlap: !keys.has(record.partitionKey) }));
}
