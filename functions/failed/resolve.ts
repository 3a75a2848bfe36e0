import type { StreamReader } from "../../shared/failure/ports.ts";
import type { StreamRecord } from "../../shared/stream.ts";
import { fileLost, fileRecord } from "./abandoned.ts";
import { type Claimed, claim } from "./lane.ts";
import { type AbandonedBatch, type ContinuedBatch, continuedBatch } from "./message.ts";
import { type Portion, portions } from "./portion.ts";

/**
 * Bytes of a range that are held in memory, to tell which records were in the batch. A batch is at most 6 MB, but the
 * range may also hold many records of other lanes. A longer range is filed while it is read; then only records with
 * the key of the first record are certain.
 */
const HELD_BYTES = 16 * 1024 * 1024;

/** What reading a range has shown so far. */
interface Reading {
  found: number;
  firstKey: string | undefined;
  /** Whether nothing is missing before the first record that was read. */
  unbroken: boolean;
}

/**
 * The records of an abandoned batch as rows, in portions. For records past retention, a row with the metadata follows
 * at the end. Each portion of a long range carries the message with which a later invocation continues.
 */
export async function* resolveBatch(
  batch: AbandonedBatch | ContinuedBatch,
  reader: StreamReader,
  deadline: number,
): AsyncGenerator<Portion> {
  const reading: Reading = {
    found: 0,
    firstKey: undefined,
    unbroken: false,
    ...("continued" in batch && { found: batch.continued.found, firstKey: batch.continued.firstKey }),
  };
  yield* portions(recordsOf(batch, reader, deadline, reading), (records) =>
    records.flatMap(({ record, overlap }) => fileRecord(batch, record, overlap)),
  );
  const { found, firstKey, unbroken } = reading;
  if (!unbroken || firstKey === undefined || found < batch.KinesisBatchInfo.batchSize)
    yield { filed: [fileLost(batch, found)] };
}

type Step = { item: Claimed; rest?: () => string };

async function* recordsOf(
  batch: AbandonedBatch | ContinuedBatch,
  reader: StreamReader,
  deadline: number,
  reading: Reading,
): AsyncGenerator<Step> {
  const { KinesisBatchInfo: info } = batch;
  const continued = "continued" in batch;
  const from = continued ? batch.continued.at : info.startSequenceNumber;
  let held: StreamRecord[] | undefined = continued ? undefined : [];
  let bytes = 0;
  for await (const page of reader.read({ ...info, startSequenceNumber: from }, deadline)) {
    for (const record of page) {
      reading.unbroken ||= record.sequenceNumber === from;
      if (record.sequenceNumber === info.startSequenceNumber) reading.firstKey = record.partitionKey;
      if (held === undefined) {
        yield stepOf(record, batch, reading);
        continue;
      }
      held.push(record);
      bytes += record.data.byteLength;
      if (bytes <= HELD_BYTES) continue;
      for (const early of held) yield stepOf(early, batch, reading);
      held = undefined;
    }
  }
  reading.found += held?.length ?? 0;
  for (const item of claim(held ?? [], batch)) yield { item };
}

/** A record of a range that is too long to be judged as a whole. */
function stepOf(record: StreamRecord, batch: AbandonedBatch, reading: Reading): Step {
  const { found, firstKey } = reading;
  reading.found += 1;
  return {
    item: { record, overlap: record.partitionKey !== firstKey },
    rest() {
      const continued = { at: record.sequenceNumber, found, ...(firstKey !== undefined && { firstKey }) };
      return continuedBatch({ ...batch, continued });
    },
  };
}
