import type { KinesisRecord, ServiceCall } from "../contract.ts";
import { JsonText } from "../gateway/message.ts";
import { inputText, optionalNumber, shardOf, streamOf } from "./input.ts";
import { decodeIterator, encodeIterator, requestedPosition } from "./iterator.ts";
import type { Shard } from "./shard.ts";
import type { Stream } from "./stream.ts";
import type { Kinesis } from "./streams.ts";

/** "GetRecords, Kinesis API Reference". */
const GET_RECORDS = 10_000;
const GET_BYTES = 10 * 1024 * 1024;

export function getShardIterator(kinesis: Kinesis, { input }: ServiceCall) {
  const stream = streamOf(kinesis, input);
  const shard = shardOf(stream, inputText(input, "ShardId"), kinesis.place.accountId);
  const position = requestedPosition(input, "ShardIteratorType", shard, kinesis.now());
  return {
    ShardIterator: encodeIterator({ stream: stream.name, shardId: shard.id, position }, kinesis.now()),
  };
}

/** At the end of a closed shard there is no next iterator; the children are named instead. */
export function getRecords(kinesis: Kinesis, { input }: ServiceCall): JsonText {
  const limit = optionalNumber(input, "Limit", 1, GET_RECORDS) ?? GET_RECORDS;
  const now = kinesis.now();
  const iterator = decodeIterator(inputText(input, "ShardIterator"), now);
  const stream = kinesis.stream(iterator.stream);
  const shard = shardOf(stream, iterator.shardId, kinesis.place.accountId);
  stream.trim();
  const records = shard.read(iterator.position, limit, GET_BYTES);
  const last = records.at(-1);
  const position = last?.sequenceNumber ?? iterator.position;
  const atEnd = shard.next(position) === undefined;
  const rest = {
    MillisBehindLatest: atEnd || last === undefined ? 0 : Math.max(0, now - last.arrivalTime),
    ...(atEnd && shard.closed
      ? { ChildShards: childShards(stream, shard) }
      : { NextShardIterator: encodeIterator({ ...iterator, position }, now) }),
  };
  return new JsonText(`{"Records":[${records.map(recordJson).join()}],${JSON.stringify(rest).slice(1)}`);
}

/** Written by hand: a general serialiser would look through every character of the base64. */
export function recordJson(record: KinesisRecord): string {
  return `{"SequenceNumber":"${record.sequenceNumber}","ApproximateArrivalTimestamp":${record.arrivalTime / 1000},"Data":"${record.data.toString("base64")}","PartitionKey":${JSON.stringify(record.partitionKey)}}`;
}

export function childShards(stream: Stream, parent: Shard) {
  return stream.shards
    .filter((shard) => shard.parents.includes(parent.id))
    .map((shard) => ({ ShardId: shard.id, ParentShards: shard.parents, HashKeyRange: hashKeyRange(shard) }));
}

export function hashKeyRange(shard: Shard) {
  return { StartingHashKey: String(shard.startingHashKey), EndingHashKey: String(shard.endingHashKey) };
}
