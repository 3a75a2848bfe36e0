import type { ServiceCall } from "../contract.ts";
import { actions, type Call, jsonService, type Service } from "../gateway/gateway.ts";
import { deregisterConsumer, describeConsumer, listConsumers, registerConsumer } from "./consumer-calls.ts";
import { describeStream, describeStreamSummary, listShards, listStreams } from "./describe.ts";
import {
  createStream,
  decreaseRetention,
  deleteStream,
  increaseRetention,
  mergeShards,
  splitShard,
} from "./manage.ts";
import { putRecord, putRecords } from "./put.ts";
import { getRecords, getShardIterator } from "./read.ts";
import type { Kinesis } from "./streams.ts";
import { subscribeToShard } from "./subscribe.ts";

/** Kinesis over HTTP. Changes of a stream are done when the call returns: a stream is always ACTIVE. */
export function kinesisService(kinesis: Kinesis): Service {
  const on = <Output>(action: (kinesis: Kinesis, call: ServiceCall) => Output) => {
    return (call: ServiceCall) => action(kinesis, call);
  };
  const json = jsonService(
    actions({
      CreateStream: on(createStream),
      DeleteStream: on(deleteStream),
      DescribeStream: on(describeStream),
      DescribeStreamSummary: on(describeStreamSummary),
      ListStreams: on(listStreams),
      ListShards: on(listShards),
      PutRecord: on(putRecord),
      PutRecords: on(putRecords),
      GetShardIterator: on(getShardIterator),
      GetRecords: on(getRecords),
      SplitShard: on(splitShard),
      MergeShards: on(mergeShards),
      IncreaseStreamRetentionPeriod: on(increaseRetention),
      DecreaseStreamRetentionPeriod: on(decreaseRetention),
      RegisterStreamConsumer: on(registerConsumer),
      DeregisterStreamConsumer: on(deregisterConsumer),
      DescribeStreamConsumer: on(describeConsumer),
      ListStreamConsumers: on(listConsumers),
    }),
  );
  return {
    handle: (call: Call) =>
      call.action === "SubscribeToShard" ? subscribeToShard(kinesis, call) : json.handle(call),
  };
}
