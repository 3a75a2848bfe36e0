import type { StreamReader } from "../../shared/failure/ports.ts";
import { INVOCATION_BYTES } from "../../shared/limits.ts";
import type { StreamRecord } from "../../shared/stream.ts";
import { type Filed, fileLost, fileRecord } from "./abandoned.ts";
import type { AbandonedBatch } from "./message.ts";

/** Payload bytes from which a portion, hence an object, is closed. Whole records are counted from the start of the
 * range, so that a second run cuts at the same places and rewrites the same objects. */
const PORTION_BYTES = 4 * 1024 * 1024;

/** The records of an abandoned batch as rows, in portions; what is past retention is filed as metadata at the end. */
export async function* resolveBatch(
  batch: AbandonedBatch,
  reader: StreamReader,
  deadline: number,
): AsyncGenerator<Filed[]> {
  const { batchSize, startSequenceNumber } = batch.KinesisBatchInfo;
  let found = 0;
  let startSeen = false;
  let portion: Filed[] = [];
  let size = 0;
  for await (const { record, overlap } of recordsOf(batch, reader, deadline)) {
    found += 1;
    startSeen ||= record.sequenceNumber === startSequenceNumber;
    const filed = fileRecord(batch, record, overlap);
    portion.push(...filed);
    size += filed.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
    if (size < PORTION_BYTES) continue;
    yield portion;
    portion = [];
    size = 0;
  }
  if (portion.length > 0) yield portion;
  if (!startSeen || found < batchSize) yield [fileLost(batch, found)];
}

/**
 * The range may also hold records of batches that ran beside this one (parallelization). That is certain once it
 * exceeds the batch in number, or a whole invocation in bytes; until then records are held back, so that the
 * rows of all of them say so.
 */
async function* recordsOf(batch: AbandonedBatch, reader: StreamReader, deadline: number) {
  let found = 0;
  let bytes = 0;
  let overlap = false;
  let held: StreamRecord[] = [];
  for await (const page of reader.read(batch.KinesisBatchInfo, deadline)) {
    found += page.length;
    bytes += page.reduce((sum, { data }) => sum + data.byteLength, 0);
    held.push(...page);
    overlap ||= found > batch.KinesisBatchInfo.batchSize || bytes > INVOCATION_BYTES;
    if (!overlap) continue;
    for (const record of held) yield { record, overlap };
    held = [];
  }
  for (const record of held) yield { record, overlap };
}
