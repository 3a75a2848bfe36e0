import { type Body, referred, resourcesOf, type StackCheck } from "./stack.ts";

/**
 * S3 sends a test message when a notification is created, and refuses the notification when it may not write to the
 * queue.
 */
export const checkNotifications: StackCheck = (stack) =>
  resourcesOf(stack, "aws_s3_bucket_notification").flatMap(({ address, body }) =>
    ([body.queue ?? []].flat() as Body[]).flatMap((target) => {
      const queue = referred(stack, target.queue_arn);
      const policies = resourcesOf(stack, "aws_sqs_queue_policy")
        .filter((policy) => referred(stack, policy.body.queue_url)?.address === queue?.address)
        .map((policy) => String(policy.body.policy));
      const bucket = referred(stack, body.bucket)?.address ?? "?";
      const problems: string[] = [];
      if (!policies.some((policy) => lets(policy, bucket)))
        problems.push(
          `announces objects on ${queue?.address}, whose policy does not let S3 send for ${bucket}.`,
        );
      if (!target.filter_prefix)
        problems.push("announces every object of the bucket; it must name a prefix.");
      return problems.map((problem) => `${address} ${problem}`);
    }),
  );

interface Statement {
  Effect: string;
  Action: string | string[];
  Principal?: { Service?: string };
  Condition?: unknown;
}

const lets = (policy: string, bucket: string): boolean =>
  (JSON.parse(policy) as { Statement: Statement[] }).Statement.some(
    ({ Effect, Action, Principal, Condition }) =>
      Effect === "Allow" &&
      [Action].flat().includes("sqs:SendMessage") &&
      Principal?.Service === "s3.amazonaws.com" &&
      JSON.stringify(Condition ?? {}).includes(`\${${bucket}.arn}`),
  );
