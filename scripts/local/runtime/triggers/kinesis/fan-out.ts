import { disaggregate, isAggregate } from "../../../../../shared/pack/kpl.ts";
import type { ShardRecord } from "./types.ts";

/**
 * What a consumer with enhanced fan-out delivers of a stream record: the user records of an aggregate, all at its
 * sequence number. Those whose key is not the aggregate's are lost: Lambda neither processes them nor hands them to
 * a destination ("Using ParallelizationFactor with Kinesis aggregation", AWS Lambda guide).
 */
export function takeApart(record: ShardRecord): { records: readonly ShardRecord[]; lost: number } {
  const parts = isAggregate(record.data) ? disaggregate(record.data) : "not aggregated";
  // An aggregate that is not sound goes through as the bytes that it is.
  if (typeof parts === "string") return { records: [record], lost: 0 };
  const own = parts.filter(({ partitionKey }) => partitionKey === record.partitionKey);
  const records = own.map(({ data }) => ({
    ...record,
    data: Buffer.from(data.buffer, data.byteOffset, data.byteLength),
  }));
  return { records, lost: parts.length - own.length };
}
