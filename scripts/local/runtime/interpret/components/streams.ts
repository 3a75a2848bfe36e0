import { ON_DEMAND_SHARDS } from "../../../../../shared/limits.ts";
import type { Component } from "../component.ts";

export const kinesisStream: Component = (args, { aws }) => {
  const name = args.needText("name");
  const mode = args.block("stream_mode_details")?.text("stream_mode") ?? "PROVISIONED";
  const retentionHours = args.number("retention_period", 24);
  const shards = args.number("shard_count", mode === "ON_DEMAND" ? ON_DEMAND_SHARDS : 0);
  if (shards === 0) throw new Error(`${args.address}: shard_count should be set for a provisioned stream.`);
  // Nothing is encrypted on loopback; shard metrics are CloudWatch's.
  args.ignore("encryption_type", "kms_key_id", "shard_level_metrics", "enforce_consumer_deletion");
  const stream = aws.kinesis.createStream(name, shards, {
    ...(mode === "ON_DEMAND" ? { mode } : { mode: "PROVISIONED", throttled: true }),
    retentionHours,
  });
  return { id: stream.arn, arn: stream.arn, name };
};

/** A registered consumer is an ARN of its own; locally every reader has its own throughput anyway. */
export const kinesisStreamConsumer: Component = (args) => {
  const name = args.needText("name");
  const created = 1_700_000_000;
  const arn = `${args.needText("stream_arn")}/consumer/${name}:${created}`;
  return { id: arn, arn, name, creation_timestamp: new Date(created * 1000).toISOString() };
};

const SQS_ATTRIBUTES = {
  visibility_timeout_seconds: "VisibilityTimeout",
  message_retention_seconds: "MessageRetentionPeriod",
  delay_seconds: "DelaySeconds",
  receive_wait_time_seconds: "ReceiveMessageWaitTimeSeconds",
  max_message_size: "MaximumMessageSize",
  redrive_policy: "RedrivePolicy",
} as const;

/** Seconds, "SetQueueAttributes, Amazon SQS API reference". */
const DEFAULT_VISIBILITY = 30;

export const sqsQueue: Component = (args, { aws, plan }) => {
  const name = args.needText("name");
  const attributes: Record<string, string> = {};
  for (const [argument, attribute] of Object.entries(SQS_ATTRIBUTES)) {
    const value = args.text(argument);
    if (value !== undefined) attributes[attribute] = value;
  }
  // Encryption, and who may redrive to the queue, mean nothing where one process owns all queues.
  args.ignore("kms_master_key_id", "kms_data_key_reuse_period_seconds", "sqs_managed_sse_enabled");
  args.ignore("redrive_allow_policy", "policy");
  const url = aws.sqs.createQueue(name, attributes);
  const arn = aws.sqs.arn(name);
  const visibilityMs = Number(attributes.VisibilityTimeout ?? DEFAULT_VISIBILITY) * 1000;
  plan.queues.push({ arn, visibilityMs });
  return { id: url, url, name, arn };
};
