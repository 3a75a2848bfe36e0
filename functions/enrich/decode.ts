import { type FailedEntry, failedEntry, packRefusal } from "../../shared/failure/place.ts";
import { unpackRecord } from "../../shared/pack/decode.ts";
import type { StreamRecord } from "../../shared/stream.ts";
import type { Enrichment } from "./enrichment.ts";
import { type ReadEvent, readEvent } from "./read.ts";

export interface DecodedBatch {
  events: ReadEvent[];
  /** Failures with the record that holds them, for the partial batch response. */
  failures: FailedEntry[];
}

/** Every user record of the batch, as an event or as a failure with its bytes: none is in neither. */
export function decodeBatch(records: readonly StreamRecord[], enrichment: Enrichment): DecodedBatch {
  const batch: DecodedBatch = { events: [], failures: [] };
  for (const record of records) {
    const unpacked = unpackRecord(record.data);
    if (!unpacked.ok) {
      const why = { stage: "decode", ...packRefusal(unpacked) } as const;
      batch.failures.push(failedEntry({ record, index: 0, bytes: record.data }, why));
      continue;
    }
    const { entries } = unpacked;
    for (let index = 0; index < entries.length; index += 1) {
      const bytes = entries[index]!;
      const read = readEvent(bytes, record, index, enrichment);
      if ("event" in read) batch.events.push(read);
      else batch.failures.push(failedEntry({ record, index, bytes }, read));
    }
  }
  return batch;
}
