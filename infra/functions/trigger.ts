import { LambdaEventSourceMapping } from "@cdktf/provider-aws/lib/lambda-event-source-mapping/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { FunctionName } from "../../shared/settings/functions.ts";
import type { QueueTrigger, StreamTrigger } from "../environments/settings.ts";
import type { FailedEventStore } from "../failed.ts";
import { allowStatement, type Statement } from "../policy.ts";
import { type EventStream, fanOutRead } from "../streams.ts";
import type { Lambda } from "./lambda.ts";

/** How one function reads one stream. It is made before the function, whose role must be able to read. */
export class StreamSource {
  private readonly stream: EventStream;
  private readonly trigger: StreamTrigger;
  private readonly failed: FailedEventStore;
  private readonly consumerArn: string | undefined;

  constructor(name: FunctionName, stream: EventStream, trigger: StreamTrigger, failed: FailedEventStore) {
    this.stream = stream;
    this.trigger = trigger;
    this.failed = failed;
    this.consumerArn = trigger.fanOut ? stream.consumer(name) : undefined;
  }

  may(): Statement[] {
    return [...this.stream.drive(), ...(this.consumerArn ? [fanOutRead(this.consumerArn)] : [])];
  }

  /** `after`: what must stand before the first record is processed. */
  drive(lambda: Lambda<FunctionName>, after: readonly ITerraformDependable[] = []): void {
    const { trigger } = this;
    const mapping = new LambdaEventSourceMapping(lambda, "trigger", {
      functionName: lambda.arn,
      eventSourceArn: this.consumerArn ?? this.stream.arn,
      // LATEST can miss what arrives while the mapping is made or changed.
      ...(trigger.from === undefined
        ? { startingPosition: "TRIM_HORIZON" }
        : { startingPosition: "AT_TIMESTAMP", startingPositionTimestamp: trigger.from }),
      batchSize: trigger.batchSize,
      maximumBatchingWindowInSeconds: trigger.windowSeconds,
      parallelizationFactor: trigger.parallelization,
      bisectBatchOnFunctionError: true,
      functionResponseTypes: ["ReportBatchItemFailures"],
      maximumRetryAttempts: trigger.retryAttempts,
      maximumRecordAgeInSeconds: trigger.recordAgeSeconds,
      destinationConfig: { onFailure: { destinationArn: this.failed.queueArn } },
      metricsConfig: { metrics: ["EventCount"] },
      dependsOn: [...lambda.ready, ...after],
    });
    lambda.streamMappings.push(mapping);
  }
}

/** What a function needs to be driven by the failed queue: what AWSLambdaSQSQueueExecutionRole has, on this queue. */
export const queueRead = (failed: FailedEventStore): Statement =>
  allowStatement(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], [failed.queueArn]);

/** Drives a function by the failed queue. */
export class QueueSource extends Construct {
  constructor(lambda: Lambda<FunctionName>, failed: FailedEventStore, trigger: QueueTrigger) {
    super(lambda, "source");
    new LambdaEventSourceMapping(this, "trigger", {
      functionName: lambda.arn,
      eventSourceArn: failed.queueArn,
      batchSize: trigger.batchSize,
      maximumBatchingWindowInSeconds: trigger.windowSeconds,
      scalingConfig: { maximumConcurrency: trigger.maximumConcurrency },
      functionResponseTypes: ["ReportBatchItemFailures"],
      dependsOn: lambda.ready,
    });
  }
}
