import { PUT_RECORDS_BYTES, PUT_RECORDS_ENTRIES, RECORD_BYTES } from "../limits.ts";
import type { OutRecord } from "../stream.ts";

/** Bytes of a record as Kinesis counts them: its data and its partition key. */
function recordBytes({ partitionKey, data }: OutRecord): number {
  return data.byteLength + Buffer.byteLength(partitionKey);
}

/** Why the service would refuse this record, and the whole request because of it; undefined when it would not. */
export function whyNotPut(record: OutRecord): { code: string; message: string } | undefined {
  const bytes = recordBytes(record);
  if (bytes > RECORD_BYTES)
    return {
      code: "RecordTooLarge",
      message: `${bytes} bytes with its key; a record has at most ${RECORD_BYTES}`,
    };
  const { length } = record.partitionKey;
  if (length < 1 || length > 256)
    return { code: "InvalidPartitionKey", message: `a key of ${length} characters; it has 1 to 256` };
  return undefined;
}

/** Cuts records into requests within the limits of PutRecords, in their order. */
export function chunk(records: readonly OutRecord[]): OutRecord[][] {
  const chunks: OutRecord[][] = [];
  let current: OutRecord[] = [];
  let size = 0;
  for (const record of records) {
    const bytes = recordBytes(record);
    if (current.length === PUT_RECORDS_ENTRIES || size + bytes > PUT_RECORDS_BYTES) {
      chunks.push(current);
      current = [];
      size = 0;
    }
    current.push(record);
    size += bytes;
  }
  if (current.length > 0) chunks.push(current);
  return chunks;
}
