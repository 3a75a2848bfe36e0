import type { ServiceCall } from "../contract.ts";
import { invalid, optionalNumber, optionalText, streamOf } from "./input.ts";
import { hashKeyRange } from "./read.ts";
import type { Shard } from "./shard.ts";
import type { Stream } from "./stream.ts";
import type { Kinesis } from "./streams.ts";

export function describeStream(kinesis: Kinesis, { input }: ServiceCall) {
  const stream = streamOf(kinesis, input);
  const limit = optionalNumber(input, "Limit", 1, 10_000) ?? 100;
  const shards = after(stream.shards, optionalText(input, "ExclusiveStartShardId"));
  const description = {
    ...facts(stream),
    Shards: shards.slice(0, limit).map(shardDescription),
    HasMoreShards: shards.length > limit,
  };
  return { StreamDescription: description };
}

export function describeStreamSummary(kinesis: Kinesis, { input }: ServiceCall) {
  const stream = streamOf(kinesis, input);
  const summary = {
    ...facts(stream),
    OpenShardCount: stream.openShards.length,
    ConsumerCount: kinesis.consumers.of(stream.arn).length,
  };
  return { StreamDescriptionSummary: summary };
}

export function listStreams(kinesis: Kinesis, { input }: ServiceCall) {
  const limit = optionalNumber(input, "Limit", 1, 10_000) ?? 100;
  const start = optionalText(input, "ExclusiveStartStreamName") ?? optionalText(input, "NextToken") ?? "";
  const streams = kinesis.streams.filter((stream) => stream.name > start);
  const page = streams.slice(0, limit);
  const more = streams.length > limit;
  return {
    StreamNames: page.map((stream) => stream.name),
    StreamSummaries: page.map(({ name, arn, mode, createdAt }) => ({
      StreamName: name,
      StreamARN: arn,
      StreamStatus: "ACTIVE",
      StreamModeDetails: { StreamMode: mode },
      StreamCreationTimestamp: createdAt / 1000,
    })),
    HasMoreStreams: more,
    ...(more ? { NextToken: page.at(-1)!.name } : {}),
  };
}

/** The next token is "<stream>/<last shard id>", as a stream may not be named beside it. */
export function listShards(kinesis: Kinesis, { input }: ServiceCall) {
  const limit = optionalNumber(input, "MaxResults", 1, 10_000) ?? 1000;
  const token = optionalText(input, "NextToken");
  const [name, last] = token?.split("/") ?? [];
  const stream = name === undefined ? streamOf(kinesis, input) : kinesis.stream(name);
  const start = last ?? optionalText(input, "ExclusiveStartShardId");
  const shards = after(filtered(stream, input.ShardFilter), start);
  const page = shards.slice(0, limit);
  const next = shards.length > limit ? { NextToken: `${stream.name}/${page.at(-1)!.id}` } : {};
  return { Shards: page.map(shardDescription), ...next };
}

function filtered(stream: Stream, filter: unknown): Shard[] {
  const { Type: type, ShardId: id } = (filter ?? { Type: "FROM_TRIM_HORIZON" }) as {
    Type?: string;
    ShardId?: string;
  };
  switch (type) {
    case "FROM_TRIM_HORIZON":
      return stream.shards;
    case "AT_TRIM_HORIZON":
      return stream.shards.filter((shard) => shard.parents.length === 0);
    case "AT_LATEST":
      return stream.openShards;
    case "AFTER_SHARD_ID":
      return after(stream.shards, id);
  }
  throw invalid(`The local Kinesis does not know the ShardFilter type ${type}.`);
}

function after(shards: readonly Shard[], id: string | undefined): Shard[] {
  return id === undefined ? [...shards] : shards.filter((shard) => shard.id > id);
}

function facts(stream: Stream) {
  return {
    StreamName: stream.name,
    StreamARN: stream.arn,
    StreamStatus: "ACTIVE",
    StreamModeDetails: { StreamMode: stream.mode },
    RetentionPeriodHours: stream.retentionHours,
    StreamCreationTimestamp: stream.createdAt / 1000,
    EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
    EncryptionType: "NONE",
  };
}

function shardDescription(shard: Shard) {
  const [parent, adjacent] = shard.parents;
  return {
    ShardId: shard.id,
    ...(parent === undefined ? {} : { ParentShardId: parent }),
    ...(adjacent === undefined ? {} : { AdjacentParentShardId: adjacent }),
    HashKeyRange: hashKeyRange(shard),
    SequenceNumberRange: {
      StartingSequenceNumber: shard.startingSequence,
      ...(shard.endingSequence === undefined ? {} : { EndingSequenceNumber: shard.endingSequence }),
    },
  };
}
