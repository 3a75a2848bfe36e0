import type { Arguments } from "../arguments.ts";
import type { Component } from "../component.ts";
import type { NotificationDefinition } from "../plan.ts";

export const bucketNotification: Component = (args, { plan }) => {
  const bucket = args.needText("bucket");
  for (const queue of args.blocks("queue")) plan.notifications.push(notificationOf(bucket, queue));
  return { id: bucket };
};

function notificationOf(bucket: string, queue: Arguments): NotificationDefinition {
  const events = queue.texts("events").join(", ");
  if (events !== "s3:ObjectCreated:*")
    throw new Error(`${queue.address}: the local runtime announces s3:ObjectCreated:* only, not ${events}.`);
  return {
    id: queue.text("id") ?? "notification",
    bucket,
    queueArn: queue.needText("queue_arn"),
    prefix: queue.text("filter_prefix") ?? "",
    suffix: queue.text("filter_suffix") ?? "",
  };
}
