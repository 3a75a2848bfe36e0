import { createHash } from "node:crypto";
import protobuf from "protobufjs/light.js";

/** One user record of an aggregate of the Kinesis Producer Library. */
export interface KplRecord {
  partitionKey: string;
  /** Decimal text of a 128-bit number, where the producer chose the shard itself. */
  explicitHashKey?: string;
  data: Uint8Array;
}

/** The message as it is on the wire; keys are stored once and referred to by index. */
interface AggregatedRecord {
  partitionKeyTable: string[];
  explicitHashKeyTable: string[];
  records: { partitionKeyIndex: number; explicitHashKeyIndex?: number; data: Uint8Array }[];
}

const MAGIC = Buffer.from([0xf3, 0x89, 0x9a, 0xc2]);
const MD5_BYTES = 16;

/**
 * KPL's `messages.proto`. Indexes are declared there as uint64; uint32 has the same encoding and needs no Long.
 * Tags (field 4) are skipped, as every consumer does. Without proto2 the required index 0 would not be written.
 */
const { AggregatedRecord: message } = protobuf.Root.fromJSON({
  nested: {
    Record: {
      edition: "proto2",
      fields: {
        partitionKeyIndex: { id: 1, type: "uint32", rule: "required" },
        explicitHashKeyIndex: { id: 2, type: "uint32" },
        data: { id: 3, type: "bytes", rule: "required" },
      },
    },
    AggregatedRecord: {
      edition: "proto2",
      fields: {
        partitionKeyTable: { id: 1, rule: "repeated", type: "string" },
        explicitHashKeyTable: { id: 2, rule: "repeated", type: "string" },
        records: { id: 3, rule: "repeated", type: "Record" },
      },
    },
  },
}).nested as { AggregatedRecord: protobuf.Type };

/** Whether the bytes announce an aggregate. The magic is not UTF-8, so no JSON text begins with it. */
export function isAggregate(data: Uint8Array): boolean {
  return (
    data.length >= 4 &&
    data[0] === MAGIC[0] &&
    data[1] === MAGIC[1] &&
    data[2] === MAGIC[2] &&
    data[3] === MAGIC[3]
  );
}

/**
 * Aggregate → user records, in order, their data without a copy. A text as result says why the bytes are not a valid
 * aggregate.
 */
export function disaggregate(data: Uint8Array): KplRecord[] | string {
  if (!isAggregate(data) || data.length < MAGIC.length + MD5_BYTES) return "the aggregate is cut short";
  const body = data.subarray(MAGIC.length, data.length - MD5_BYTES);
  if (!md5(body).equals(data.subarray(data.length - MD5_BYTES))) return "the MD5 of the aggregate is wrong";
  let aggregate: AggregatedRecord;
  try {
    aggregate = message!.decode(body) as unknown as AggregatedRecord;
  } catch {
    // Bytes from outside: what does not decode is reported as a value, and ends as a failed event.
    return "the aggregate is no AggregatedRecord of the KPL";
  }
  return resolveKeys(aggregate);
}

function resolveKeys({ partitionKeyTable, explicitHashKeyTable, records }: AggregatedRecord) {
  if (records.length === 0) return "the aggregate holds no record";
  const resolved: KplRecord[] = [];
  for (const record of records) {
    const partitionKey = partitionKeyTable[record.partitionKeyIndex];
    if (partitionKey === undefined)
      return "a record of the aggregate names a partition key that is not there";
    // protobufjs puts an absent optional number on the prototype, as 0.
    const named = Object.hasOwn(record, "explicitHashKeyIndex");
    const explicitHashKey = named ? explicitHashKeyTable[record.explicitHashKeyIndex!] : undefined;
    resolved.push(
      explicitHashKey === undefined
        ? { partitionKey, data: record.data }
        : { partitionKey, explicitHashKey, data: record.data },
    );
  }
  return resolved;
}

/** The inverse of `disaggregate`: user records → the data of one stream record. */
export function aggregate(records: readonly KplRecord[]): Uint8Array {
  const partitionKeys = new Map<string, number>();
  const hashKeys = new Map<string, number>();
  const body = message!
    .encode({
      records: records.map(({ partitionKey, explicitHashKey, data }) => ({
        partitionKeyIndex: indexOf(partitionKeys, partitionKey),
        ...(explicitHashKey === undefined
          ? {}
          : { explicitHashKeyIndex: indexOf(hashKeys, explicitHashKey) }),
        data,
      })),
      partitionKeyTable: [...partitionKeys.keys()],
      explicitHashKeyTable: [...hashKeys.keys()],
    } satisfies AggregatedRecord)
    .finish();
  return Buffer.concat([MAGIC, body, md5(body)]);
}

function indexOf(table: Map<string, number>, key: string): number {
  const index = table.get(key) ?? table.size;
  table.set(key, index);
  return index;
}

const md5 = (bytes: Uint8Array): Buffer => createHash("md5").update(bytes).digest();
