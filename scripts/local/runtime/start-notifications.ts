import { randomUUID } from "node:crypto";
import type { LocalAws } from "../aws/contract.ts";
import type { RuntimeClock } from "./clock.ts";
import type { NotificationDefinition, Plan } from "./interpret/plan.ts";

export interface NotificationOptions {
  aws: Pick<LocalAws, "s3" | "sqs">;
  clock: RuntimeClock;
  region: string;
}

/**
 * Announces new objects where the stack declares it. Like S3, it tries each queue out first. Throws when a queue is
 * not there; returns what stops it.
 */
export function startNotifications(
  { notifications }: Plan,
  { aws, clock, region }: NotificationOptions,
): () => void {
  const time = () => new Date(clock.now()).toISOString();
  for (const { bucket, queueArn } of notifications) {
    const test = { Service: "Amazon S3", Event: "s3:TestEvent", Time: time(), Bucket: bucket };
    aws.sqs.send(nameOf(queueArn), JSON.stringify({ ...test, RequestId: randomUUID(), HostId: "local" }));
  }
  return aws.s3.onPut((bucket, key, size) => {
    for (const notification of notifications) {
      if (!isMeant(notification, bucket, key)) continue;
      const notice = noticeOf(notification, key, size, region, time());
      aws.sqs.send(nameOf(notification.queueArn), JSON.stringify({ Records: [notice] }));
    }
  });
}

const nameOf = (arn: string): string => arn.split(":").at(-1)!;

const isMeant = (notification: NotificationDefinition, bucket: string, key: string): boolean =>
  bucket === notification.bucket && key.startsWith(notification.prefix) && key.endsWith(notification.suffix);

/** "Event message structure", Amazon S3 User Guide. The key is written as in a form: `dt=1 a` as `dt%3D1+a`. */
function noticeOf(
  { id, bucket }: NotificationDefinition,
  key: string,
  size: number,
  region: string,
  eventTime: string,
): Record<string, unknown> {
  return {
    eventVersion: "2.1",
    eventSource: "aws:s3",
    awsRegion: region,
    eventTime,
    eventName: "ObjectCreated:Put",
    s3: {
      s3SchemaVersion: "1.0",
      configurationId: id,
      bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
      object: { key: encodeURIComponent(key).replaceAll("%20", "+").replaceAll("%2F", "/"), size },
    },
  };
}
