import type { SourceRecord } from "../../../../../scripts/local/runtime/firehose/transform-event.ts";

export const sourceRecord = (index: number, more: Partial<SourceRecord> = {}): SourceRecord => ({
  recordId: `${index}000000`,
  shardId: "shard-0",
  sequenceNumber: String(index),
  subsequenceNumber: "",
  partitionKey: "k",
  arrivalTime: 1_000_000,
  data: Buffer.from(`{"n":${index}}\n`),
  ...more,
});
