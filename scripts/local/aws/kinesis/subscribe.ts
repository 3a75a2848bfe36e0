import type { KinesisRecord, Position, ServiceCall } from "../contract.ts";
import { AwsError } from "../gateway/aws-error.ts";
import type { HttpAnswer } from "../gateway/message.ts";
import { consumerOf } from "./consumer-calls.ts";
import type { Consumer, Subscription } from "./consumers.ts";
import { eventMessage } from "./event-stream.ts";
import { inputText, type KinesisInput, shardOf } from "./input.ts";
import { requestedPosition } from "./iterator.ts";
import { childShards, recordJson } from "./read.ts";
import type { Shard } from "./shard.ts";
import type { Stream } from "./stream.ts";
import type { Kinesis } from "./streams.ts";

/** "SubscribeToShard, Kinesis API Reference": a subscription lasts five minutes, and for five seconds no other replaces it. */
const SUBSCRIPTION_MS = 300_000;
const REPLACEABLE_MS = 5_000;
const HEARTBEAT_MS = 5_000;
const EVENT_RECORDS = 1000;
const EVENT_BYTES = 2 * 1024 * 1024;

/** Pushes a shard's records as they come, with an empty event now and then while none come. */
export function subscribeToShard(kinesis: Kinesis, { input }: ServiceCall): HttpAnswer {
  const consumer = consumerOf(kinesis, input);
  const stream = kinesis.stream(consumer.streamArn.slice(consumer.streamArn.indexOf("/") + 1));
  const shard = shardOf(stream, inputText(input, "ShardId"), kinesis.place.accountId);
  const now = kinesis.now();
  const position = requestedPosition((input.StartingPosition ?? {}) as KinesisInput, "Type", shard, now);
  const subscription = subscribe(consumer, shard, now);
  return {
    status: 200,
    headers: { "content-type": "application/vnd.amazon.eventstream" },
    body: events(stream, shard, position, kinesis.now, subscription),
  };
}

/** The newest subscription to a shard ends the one before it, unless that has hardly begun. */
function subscribe(consumer: Consumer, shard: Shard, now: number): Subscription {
  const before = consumer.subscriptions.get(shard.id);
  if (before !== undefined && now - before.since < REPLACEABLE_MS)
    throw new AwsError(
      "ResourceInUseException",
      `Another active subscription exists for consumer ${consumer.arn} and shard ${shard.id}.`,
    );
  before?.replaced.abort();
  const subscription = { since: now, replaced: new AbortController() };
  consumer.subscriptions.set(shard.id, subscription);
  return subscription;
}

async function* events(
  stream: Stream,
  shard: Shard,
  start: Position,
  now: () => number,
  { replaced: { signal } }: Subscription,
) {
  yield eventMessage("initial-response", "{}");
  const end = Date.now() + SUBSCRIPTION_MS;
  let position = start;
  while (Date.now() < end && !signal.aborted) {
    const change = nextChange(stream, HEARTBEAT_MS);
    const records = shard.read(position, EVENT_RECORDS, EVENT_BYTES);
    position = records.at(-1)?.sequenceNumber ?? position;
    const finished = shard.closed && shard.next(position) === undefined;
    if (records.length > 0 || finished) yield recordsEvent(records, position, stream, shard, finished, now());
    if (finished) return change.cancel();
    if (records.length > 0) change.cancel();
    else if (!(await change.came)) yield recordsEvent([], position, stream, shard, false, now());
  }
}

function recordsEvent(
  records: KinesisRecord[],
  position: Position,
  stream: Stream,
  shard: Shard,
  finished: boolean,
  now: number,
): Buffer {
  const last = records.at(-1);
  const behind =
    last !== undefined && shard.next(last.sequenceNumber) !== undefined ? now - last.arrivalTime : 0;
  const rest = {
    ContinuationSequenceNumber:
      typeof position === "string" && position !== "TRIM_HORIZON" ? position : shard.startingSequence,
    MillisBehindLatest: Math.max(0, behind),
    ...(finished ? { ChildShards: childShards(stream, shard) } : {}),
  };
  const json = `{"Records":[${records.map(recordJson).join()}],${JSON.stringify(rest).slice(1)}`;
  return eventMessage("SubscribeToShardEvent", json);
}

/** Listens before the read, so that what is put in between is not missed. False: the time passed without a change. */
function nextChange(stream: Stream, ms: number): { came: Promise<boolean>; cancel: () => void } {
  let cancel = () => {};
  const came = new Promise<boolean>((resolve) => {
    const settle = (changed: boolean) => {
      clearTimeout(timer);
      stop();
      resolve(changed);
    };
    const timer = setTimeout(settle, ms, false).unref();
    const stop = stream.onChange(() => settle(true));
    cancel = () => settle(true);
  });
  return { came, cancel };
}
