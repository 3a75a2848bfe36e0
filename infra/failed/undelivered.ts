import { S3BucketNotification } from "@cdktf/provider-aws/lib/s3-bucket-notification/index.js";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { Bucket } from "../bucket.ts";
import { allowStatement, type Statement } from "../policy.ts";

/** What S3 needs to announce the objects of a bucket on a queue. */
export const announceStatement = (bucket: Bucket, queueArn: string, account: string): Statement => ({
  ...allowStatement(["sqs:SendMessage"], [queueArn], {
    ArnEquals: { "aws:SourceArn": bucket.arn },
    // A bucket's ARN does not name its account.
    StringEquals: { "aws:SourceAccount": account },
  }),
  Principal: { Service: "s3.amazonaws.com" },
});

interface UndeliveredProps {
  bucket: Bucket;
  /** Under which Firehose writes what it could not transform, convert or partition. */
  prefix: string;
  queueArn: string;
  /** S3 tries the queue when the notification is made. */
  after: readonly ITerraformDependable[];
}

/** Sends a notification for each error object of Firehose, so that its records become failed events. */
export function undelivered(scope: Construct, { bucket, prefix, queueArn, after }: UndeliveredProps): void {
  new S3BucketNotification(scope, "undelivered", {
    bucket: bucket.name,
    queue: [
      {
        id: "undelivered",
        queueArn,
        events: ["s3:ObjectCreated:*"],
        filterPrefix: prefix,
      },
    ],
    dependsOn: [...after],
  });
}
