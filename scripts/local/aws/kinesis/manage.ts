import { ON_DEMAND_SHARDS } from "../../../../shared/limits.ts";
import type { ServiceCall } from "../contract.ts";
import {
  constraint,
  inputText,
  invalid,
  type KinesisInput,
  optionalNumber,
  shardOf,
  streamOf,
} from "./input.ts";
import type { Shard } from "./shard.ts";
import type { Stream } from "./stream.ts";
import type { Kinesis } from "./streams.ts";

export function createStream(kinesis: Kinesis, { input }: ServiceCall) {
  const details = input.StreamModeDetails as KinesisInput | undefined;
  const onDemand = details !== undefined && inputText(details, "StreamMode") === "ON_DEMAND";
  const count = optionalNumber(input, "ShardCount", 1, 10_000);
  if (!onDemand && count === undefined) throw constraint("null", "shardCount", "Member must not be null");
  const mode = onDemand ? "ON_DEMAND" : "PROVISIONED";
  kinesis.createStream(inputText(input, "StreamName"), count ?? ON_DEMAND_SHARDS, { mode });
}

export function deleteStream(kinesis: Kinesis, { input }: ServiceCall) {
  kinesis.deleteStream(streamOf(kinesis, input).name);
}

export function increaseRetention(kinesis: Kinesis, { input }: ServiceCall) {
  changeRetention(kinesis, input, (asked, present) => asked >= present);
}

export function decreaseRetention(kinesis: Kinesis, { input }: ServiceCall) {
  changeRetention(kinesis, input, (asked, present) => asked <= present);
}

function changeRetention(
  kinesis: Kinesis,
  input: KinesisInput,
  allowed: (asked: number, present: number) => boolean,
): void {
  const hours = optionalNumber(input, "RetentionPeriodHours", 24, 8760);
  if (hours === undefined) throw constraint("null", "retentionPeriodHours", "Member must not be null");
  const stream = streamOf(kinesis, input);
  const { retentionHours } = stream;
  if (!allowed(hours, retentionHours))
    throw invalid(
      `The requested retention of ${hours} hours for stream ${stream.name} is ${hours < retentionHours ? "shorter" : "longer"} than the present one of ${retentionHours} hours: use the opposite operation.`,
    );
  stream.retentionHours = hours;
  stream.trim();
}

export function splitShard(kinesis: Kinesis, { input }: ServiceCall) {
  const stream = streamOf(kinesis, input);
  const { accountId } = kinesis.place;
  const shard = openShard(stream, inputText(input, "ShardToSplit"), accountId);
  const key = BigInt(inputText(input, "NewStartingHashKey"));
  const { startingHashKey, endingHashKey } = shard;
  if (key <= startingHashKey + 1n || key >= endingHashKey) {
    throw invalid(
      `NewStartingHashKey ${key} used in SplitShard() on shard ${shard.id} in stream ${stream.name} under account ${accountId} is not both greater than one plus the shard's StartingHashKey ${startingHashKey} and less than the shard's EndingHashKey ${endingHashKey}.`,
    );
  }
  stream.replace(
    [shard],
    [
      { startingHashKey, endingHashKey: key - 1n },
      { startingHashKey: key, endingHashKey },
    ],
  );
}

export function mergeShards(kinesis: Kinesis, { input }: ServiceCall) {
  const stream = streamOf(kinesis, input);
  const { accountId } = kinesis.place;
  const first = openShard(stream, inputText(input, "ShardToMerge"), accountId);
  const second = openShard(stream, inputText(input, "AdjacentShardToMerge"), accountId);
  if (first.endingHashKey + 1n !== second.startingHashKey) {
    throw invalid(
      `Shards ${first.id} and ${second.id} in stream ${stream.name} under account ${accountId} are not an adjacent pair of shards eligible for merging`,
    );
  }
  stream.replace(
    [first, second],
    [{ startingHashKey: first.startingHashKey, endingHashKey: second.endingHashKey }],
  );
}

function openShard(stream: Stream, id: string, accountId: string): Shard {
  const shard = shardOf(stream, id, accountId);
  if (!shard.closed) return shard;
  throw invalid(
    `Shard ${id} in stream ${stream.name} under account ${accountId} has already been merged or split, and thus is not eligible for merging or splitting.`,
  );
}
