import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import { SqsQueuePolicy } from "@cdktf/provider-aws/lib/sqs-queue-policy/index.js";
import { SqsQueueRedriveAllowPolicy } from "@cdktf/provider-aws/lib/sqs-queue-redrive-allow-policy/index.js";
import { Construct } from "constructs";
import { oversizeKey } from "../shared/failure/claim-check.ts";
import { ERRORS_PREFIX } from "../shared/failure/prefixes.ts";
import { Bucket } from "./bucket.ts";
import type { StackContext } from "./context.ts";
import { announceStatement, undelivered } from "./failed/undelivered.ts";
import { kept } from "./kept.ts";
import { allowStatement, policy, type Statement, tlsOnly } from "./policy.ts";

const DAY = 86_400;

/**
 * Where failed events go: a queue that takes them, a bucket that keeps them, and a dead-letter queue for messages
 * that cannot be written.
 */
export class FailedEventStore extends Construct {
  readonly bucket: Bucket;
  readonly queueArn: string;
  readonly queueUrl: string;
  readonly queueName: string;
  readonly deadLetterQueueName: string;

  /** `archive`: the bucket in which Firehose leaves what it could not archive. */
  constructor(scope: Construct, id: string, context: StackContext, archive: Bucket) {
    super(scope, id);
    this.bucket = new Bucket(this, "bucket", context, "failed-events", {
      expireAfterDays: context.environment.archive.expireAfterDays,
      versioned: context.environment.retainData,
    });
    const deadLetters = new SqsQueue(this, "dead-letters", {
      name: `${context.name}-failed-dead-letters`,
      // A moved message keeps its age, so the dead-letter queue must retain messages longer than the first queue. SQS
      // allows 14 days.
      messageRetentionSeconds: 14 * DAY,
      kmsMasterKeyId: context.key.arn,
      lifecycle: kept(context.environment),
    });
    const { functions, triggers } = context.environment;
    const queue = new SqsQueue(this, "queue", {
      name: `${context.name}-failed`,
      messageRetentionSeconds: 7 * DAY,
      // AWS: six times the function's timeout plus the batching window, else a slow batch is delivered twice.
      visibilityTimeoutSeconds: 6 * functions.failed.timeoutSeconds + triggers.failed.windowSeconds,
      kmsMasterKeyId: context.key.arn,
      redrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: 5 }),
      lifecycle: kept(context.environment),
    });
    const queuePolicy = new SqsQueuePolicy(this, "queue-policy", {
      queueUrl: queue.url,
      policy: policy([tlsOnly("sqs", [queue.arn]), announceStatement(archive, queue.arn, context.account)]),
    });
    new SqsQueuePolicy(this, "dead-letters-policy", {
      queueUrl: deadLetters.url,
      policy: policy([tlsOnly("sqs", [deadLetters.arn])]),
    });
    new SqsQueueRedriveAllowPolicy(this, "dead-letters-sources", {
      queueUrl: deadLetters.url,
      redriveAllowPolicy: JSON.stringify({ redrivePermission: "byQueue", sourceQueueArns: [queue.arn] }),
    });
    undelivered(this, {
      bucket: archive,
      prefix: ERRORS_PREFIX,
      queueArn: queue.arn,
      after: [queuePolicy],
    });
    this.queueArn = queue.arn;
    this.queueUrl = queue.url;
    this.queueName = queue.name;
    this.deadLetterQueueName = deadLetters.name;
  }

  /** What a function needs to hand over failed events; payloads too large for a message go to the bucket directly. */
  handOver(): Statement[] {
    return [allowStatement(["sqs:SendMessage"], [this.queueArn]), ...this.bucket.write(oversizeKey(""))];
  }

  /** The settings that belong to it. */
  get settings() {
    return { FAILED_QUEUE_URL: this.queueUrl, FAILED_BUCKET: this.bucket.name };
  }
}
