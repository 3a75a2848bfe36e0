import type { Failure } from "../../shared/failure/failed-event.ts";
import { type FailedEntry, failedEntry, filedOf, packRefusal } from "../../shared/failure/place.ts";
import { unpackRecord } from "../../shared/pack/decode.ts";
import type { StreamRecord } from "../../shared/stream.ts";
import type { Enrichment } from "./enrichment.ts";
import { type ReadEvent, readEvent } from "./read.ts";

export interface DecodedBatch {
  events: ReadEvent[];
  /** Failures with the record that holds them, for the partial batch response. */
  failures: FailedEntry[];
  /** Records that were not read, as those before them hold all that one invocation can: they have to come again. */
  left: readonly StreamRecord[];
}

/**
 * What an invocation holds of the unpacked records, and beside each entry: a batch of 6 MB inflates to some 60 MB, and
 * one that is made for it to many GB.
 */
const MAX_HELD_BYTES = 64 * 1024 * 1024;
const ENTRY_BYTES = 256;

/** Every user record of the batch, as an event or as a failure with its bytes, or left for later: none is in neither. */
export function decodeBatch(records: readonly StreamRecord[], enrichment: Enrichment): DecodedBatch {
  const batch: DecodedBatch = { events: [], failures: [], left: [] };
  let held = 0;
  for (let at = 0; at < records.length; at += 1) {
    if (held > MAX_HELD_BYTES) return { ...batch, left: records.slice(at) };
    const record = records[at]!;
    const unpacked = unpackRecord(record.data);
    if (!unpacked.ok) {
      const why = { stage: "decode", ...packRefusal(unpacked) } as const;
      batch.failures.push(failedEntry({ record, index: 0, bytes: record.data }, why));
      continue;
    }
    const { entries } = unpacked;
    held += unpacked.bytes + entries.length * ENTRY_BYTES;
    // Nearly every record has none.
    let failures: Failure[] | undefined;
    for (let index = 0; index < entries.length; index += 1) {
      const bytes = entries[index]!;
      const read = readEvent(bytes, record, index, enrichment);
      if ("event" in read) batch.events.push(read);
      else {
        failures ??= [];
        failures.push(failedEntry({ record, index, bytes }, read).failure);
      }
    }
    if (failures !== undefined) batch.failures.push(...filedOf(record, failures, entries.length));
  }
  return batch;
}
