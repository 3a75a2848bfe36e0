import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import { Construct } from "constructs";
import type { FunctionName } from "../shared/settings/functions.ts";
import type { Archive } from "./archive.ts";
import type { Context } from "./context.ts";
import type { Failed } from "./failed.ts";
import type { Lambda } from "./functions/lambda.ts";
import { Alarm, type Threshold } from "./observability/alarm.ts";
import type { Streams } from "./streams.ts";

interface ObservabilityProps {
  functions: readonly Lambda<FunctionName>[];
  streams: Streams;
  failed: Failed;
  archive: Archive;
}

const MINUTE = 60;

/** Alarms on what would break the promise: events late, dropped, or in a place where nobody looks. */
export class Observability extends Construct {
  readonly topicArn: string;
  private readonly context: Context;

  constructor(scope: Construct, id: string, context: Context, props: ObservabilityProps) {
    super(scope, id);
    this.context = context;
    this.topicArn = new SnsTopic(this, "topic", {
      name: `${context.name}-alarms`,
      kmsMasterKeyId: context.key.arn,
    }).arn;
    for (const lambda of props.functions) this.watchFunction(lambda);
    this.watchFailures(props.failed);
    this.watchArchive(props.archive);
    for (const stream of [props.streams.raw, props.streams.enriched])
      this.alarm(`${stream.node.id}-throttled`, "AWS/Kinesis", "WriteProvisionedThroughputExceeded", {
        description: "Writes are refused: the stream, or one hot key, is at its limit.",
        dimensions: { StreamName: stream.name },
        statistic: "Sum",
        above: 0,
        // On-demand streams refuse for a moment while they grow.
        minutes: 5,
      });
  }

  private watchFunction(lambda: Lambda<FunctionName>): void {
    const name = lambda.node.id;
    const dimensions = { FunctionName: lambda.functionName };
    this.alarm(`${name}-errors`, "AWS/Lambda", "Errors", {
      description: "Invocations fail. Stream triggers wait and retry, so events are late, not lost.",
      dimensions,
      statistic: "Sum",
      above: 0,
      minutes: 5,
    });
    for (const { uuid } of lambda.streamMappings) {
      this.alarm(`${name}-iterator-age`, "AWS/Lambda", "IteratorAge", {
        description: "Events wait in the stream for more than five minutes.",
        dimensions,
        statistic: "Maximum",
        above: 5 * MINUTE * 1000,
        minutes: 5,
      });
      this.alarm(`${name}-dropped`, "AWS/Lambda", "DroppedEventCount", {
        description: "The trigger dropped events: they are in no place at all.",
        dimensions: { EventSourceMappingUUID: uuid },
        statistic: "Sum",
        above: 0,
        minutes: 1,
      });
      this.alarm(`${name}-undelivered`, "AWS/Lambda", "DestinationDeliveryFailures", {
        description: "Records that were given up could not be reported to the failed queue.",
        dimensions,
        statistic: "Sum",
        above: 0,
        minutes: 1,
      });
    }
  }

  private watchFailures(failed: Failed): void {
    this.alarm("dead-letters", "AWS/SQS", "ApproximateNumberOfMessagesVisible", {
      description:
        "Failed events could not be written. They expire in 14 days: find the cause, then redrive.",
      dimensions: { QueueName: failed.deadLetterQueueName },
      statistic: "Maximum",
      above: 0,
      minutes: 1,
    });
    this.alarm("failed-queue-age", "AWS/SQS", "ApproximateAgeOfOldestMessage", {
      description: "Failed events wait for more than a quarter of an hour to be written.",
      dimensions: { QueueName: failed.queueName },
      statistic: "Maximum",
      above: 15 * MINUTE,
      minutes: 5,
    });
  }

  private watchArchive(archive: Archive): void {
    const dimensions = { DeliveryStreamName: archive.deliveryStreamName };
    this.alarm("archive-freshness", "AWS/Firehose", "DeliveryToS3.DataFreshness", {
      description: "The oldest event that is not archived yet is older than two buffers and ten minutes.",
      dimensions,
      statistic: "Maximum",
      above: 2 * this.context.environment.archive.bufferSeconds + 10 * MINUTE,
      minutes: 5,
    });
    this.alarm("archive-conversion", "AWS/Firehose", "FailedConversion.Records", {
      description:
        "Events did not fit the table's columns; their bytes are in the archive bucket under errors/.",
      dimensions,
      statistic: "Sum",
      above: 0,
      minutes: 1,
    });
    this.alarm("archive-partitions", "AWS/Firehose", "PartitionCountExceeded", {
      description: "More partitions are open than Firehose holds; what is over lies under errors/.",
      dimensions,
      statistic: "Maximum",
      above: 0,
      minutes: 1,
    });
  }

  private alarm(id: string, namespace: string, metricName: string, threshold: Threshold): void {
    new Alarm(this, id, {
      name: `${this.context.name}-${id}`,
      topicArn: this.topicArn,
      namespace,
      metricName,
      threshold,
    });
  }
}
