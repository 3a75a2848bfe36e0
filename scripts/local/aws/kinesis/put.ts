import { PUT_RECORDS_BYTES, PUT_RECORDS_ENTRIES, RECORD_BYTES } from "../../../../shared/limits.ts";
import type { KinesisRecord, ServiceCall } from "../contract.ts";
import { AwsError } from "../gateway/aws-error.ts";
import { HASH_KEYS } from "./hash-key.ts";
import {
  constraint,
  constraints,
  faultOf,
  inputText,
  invalid,
  type KinesisInput,
  optionalText,
  streamOf,
} from "./input.ts";
import type { PutEntry, Stream } from "./stream.ts";
import type { Kinesis } from "./streams.ts";

const PARTITION_KEY_CHARACTERS = 256;

export function putRecord(kinesis: Kinesis, call: ServiceCall) {
  const { entry, faults } = sizedEntry(call.input, "data", "partitionKey");
  if (faults.length > 0) throw constraints(faults);
  const stream = streamOf(kinesis, call.input);
  const shard = stream.route(entry);
  const refusal = stream.refusal(shard, entry);
  if (refusal !== undefined) throw refusal;
  const record = stream.append(shard, entry);
  stream.commit([record], call.accessKeyId);
  return { ShardId: shard.id, SequenceNumber: record.sequenceNumber, EncryptionType: "NONE" };
}

type EntryAnswer = { SequenceNumber: string; ShardId: string } | { ErrorCode: string; ErrorMessage: string };

/** Entries are taken one by one: those of a throttled shard are refused and the others are stored. */
export function putRecords(kinesis: Kinesis, call: ServiceCall) {
  const entries = batch(call.input.Records);
  const stream = streamOf(kinesis, call.input);
  const written: KinesisRecord[] = [];
  const answers = entries.map((entry): EntryAnswer => {
    const shard = stream.route(entry);
    const refusal = call.entryFails() ? injected(stream, shard.id) : stream.refusal(shard, entry);
    if (refusal !== undefined) return { ErrorCode: refusal.code, ErrorMessage: refusal.message };
    const record = stream.append(shard, entry);
    written.push(record);
    return { SequenceNumber: record.sequenceNumber, ShardId: shard.id };
  });
  stream.commit(written, call.accessKeyId);
  return { FailedRecordCount: answers.length - written.length, Records: answers };
}

function batch(records: unknown): PutEntry[] {
  if (!Array.isArray(records)) throw constraint("null", "records", "Member must not be null");
  if (records.length === 0) throw listLength(records, "greater than or equal to 1");
  if (records.length > PUT_RECORDS_ENTRIES)
    throw listLength(records, `less than or equal to ${PUT_RECORDS_ENTRIES}`);
  let total = 0;
  const allFaults: string[] = [];
  const entries = records.map((record: KinesisInput, index) => {
    const { entry, bytes, faults } = sizedEntry(
      record,
      `records.${index + 1}.member.data`,
      `records.${index + 1}.member.partitionKey`,
    );
    total += bytes;
    allFaults.push(...faults);
    return entry;
  });
  if (allFaults.length > 0) throw constraints(allFaults);
  if (total > PUT_RECORDS_BYTES) throw invalid("Records size exceeds 5 MB limit");
  return entries;
}

interface SizedEntry {
  entry: PutEntry;
  bytes: number;
  /** The constraints that it breaks. */
  faults: string[];
}

function sizedEntry(record: KinesisInput, dataPath: string, keyPath: string): SizedEntry {
  const faults: string[] = [];
  const partitionKey = inputText(record, "PartitionKey");
  if (partitionKey.length === 0 || partitionKey.length > PARTITION_KEY_CHARACTERS) {
    const rule =
      partitionKey.length === 0
        ? "greater than or equal to 1"
        : `less than or equal to ${PARTITION_KEY_CHARACTERS}`;
    faults.push(faultOf(partitionKey, keyPath, `Member must have length ${rule}`));
  }
  const data = blob(inputText(record, "Data"));
  const bytes = data.length + Buffer.byteLength(partitionKey);
  if (bytes > RECORD_BYTES) {
    const value = `java.nio.HeapByteBuffer[pos=0 lim=${data.length} cap=${data.length}]`;
    faults.push(faultOf(value, dataPath, `Member must have length less than or equal to ${RECORD_BYTES}`));
  }
  const explicitHashKey = optionalText(record, "ExplicitHashKey");
  if (explicitHashKey === undefined) return { entry: { partitionKey, data }, bytes, faults };
  if (!/^(?:0|[1-9]\d{0,38})$/.test(explicitHashKey) || BigInt(explicitHashKey) >= HASH_KEYS) {
    throw invalid(
      `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${explicitHashKey}`,
    );
  }
  return { entry: { partitionKey, data, explicitHashKey }, bytes, faults };
}

function blob(base64: string): Buffer {
  const data = Buffer.from(base64, "base64");
  // Node skips what is not base64; a length that does not fit shows it.
  const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
  if (data.length !== (base64.length / 4) * 3 - padding) {
    throw new AwsError("SerializationException", "Data is not base64.");
  }
  return data;
}

function listLength(records: unknown[], rule: string): AwsError {
  return constraint(`[${records.length} records]`, "records", `Member must have length ${rule}`);
}

function injected(stream: Stream, shardId: string): AwsError {
  const message = `Rate exceeded for shard ${shardId} in stream ${stream.name} (injected fault).`;
  return new AwsError("ProvisionedThroughputExceededException", message);
}
