import { KinesisStream } from "@cdktf/provider-aws/lib/kinesis-stream/index.js";
import { KinesisStreamConsumer } from "@cdktf/provider-aws/lib/kinesis-stream-consumer/index.js";
import { Construct } from "constructs";
import type { StackContext } from "./context.ts";
import type { StreamCapacity } from "./environments/settings.ts";
import { allowStatement, type Statement } from "./policy.ts";

/** One encrypted Kinesis stream, and what its readers and writers may do. */
export class EventStream extends Construct {
  readonly name: string;
  readonly arn: string;
  /** Names of those that read it by fan-out. */
  readonly consumers: string[] = [];
  private readonly context: StackContext;

  constructor(scope: Construct, id: string, context: StackContext, capacity: StreamCapacity) {
    super(scope, id);
    this.context = context;
    const stream = new KinesisStream(this, "stream", {
      name: `${context.name}-${id}`,
      retentionPeriod: capacity.retentionHours,
      encryptionType: "KMS",
      kmsKeyId: context.key.arn,
      ...(capacity.shards === undefined
        ? { streamModeDetails: { streamMode: "ON_DEMAND" } }
        : { streamModeDetails: { streamMode: "PROVISIONED" }, shardCount: capacity.shards }),
    });
    this.name = stream.name;
    this.arn = stream.arn;
  }

  /** A reader of its own throughput (enhanced fan-out). Returns the ARN that a trigger reads from. */
  consumer(id: string): string {
    const name = `${this.context.name}-${id}`;
    this.consumers.push(name);
    return new KinesisStreamConsumer(this, id, { name, streamArn: this.arn }).arn;
  }

  write(): Statement[] {
    return [
      allowStatement(["kinesis:PutRecords"], [this.arn]),
      allowStatement(["kms:GenerateDataKey"], [this.context.key.arn]),
    ];
  }

  /** To fetch records whose shard and position are known. */
  fetch(): Statement[] {
    return [
      allowStatement(["kinesis:GetRecords", "kinesis:GetShardIterator"], [this.arn]),
      this.context.key.read(),
    ];
  }

  /** To follow the stream, as Firehose does. */
  read(): Statement[] {
    return [
      allowStatement(
        ["kinesis:DescribeStream", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"],
        [this.arn],
      ),
      this.context.key.read(),
    ];
  }

  /** To be driven by it, as a trigger demands of its function. */
  drive(): Statement[] {
    return [...this.read(), allowStatement(["kinesis:DescribeStreamSummary"], [this.arn])];
  }
}

export const fanOutRead = (consumerArn: string): Statement =>
  allowStatement(["kinesis:DescribeStreamConsumer", "kinesis:SubscribeToShard"], [consumerArn]);

/** The two streams. Orchestration is these and the failed queue, nothing else. */
export class EventStreams extends Construct {
  readonly raw: EventStream;
  readonly enriched: EventStream;

  constructor(scope: Construct, id: string, context: StackContext) {
    super(scope, id);
    this.raw = new EventStream(this, "raw", context, context.environment.raw);
    this.enriched = new EventStream(this, "enriched", context, context.environment.enriched);
  }
}
