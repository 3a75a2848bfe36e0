import type { Arguments } from "../runtime/interpret/arguments.ts";
import { type DeclaredStack, declared } from "./declared.ts";
import type { Policy, Simulator } from "./simulator.ts";

/** Policies by the ARN of what they stand on; a role's is the one that says who may take it. */
export function resourcePolicies(
  stack: DeclaredStack,
  simulator: Simulator,
  accountId: string,
): ReadonlyMap<string, Policy> {
  const policies = new Map<string, Policy>();
  const add = (arn: string, by: Arguments, document: string) =>
    policies.set(arn, simulator.policy("resource", by.address, document));

  const arnOf = new Map(
    ["aws_s3_bucket", "aws_sqs_queue"].flatMap((type) =>
      declared(stack, type).map((each) => [each.needText("id"), each.needText("arn")]),
    ),
  );
  for (const { address, kind, on, document } of stack.policies)
    if (kind === "resource")
      policies.set(arnOf.get(on) ?? on, simulator.policy("resource", address, document));
  for (const role of declared(stack, "aws_iam_role"))
    policies.set(
      role.needText("arn"),
      simulator.policy("trust", role.address, role.needText("assume_role_policy")),
    );
  for (const key of declared(stack, "aws_kms_key"))
    add(key.needText("arn"), key, key.text("policy") ?? keyDefault(accountId));
  for (const topic of declared(stack, "aws_sns_topic"))
    add(topic.needText("arn"), topic, topic.text("policy") ?? topicDefault(topic, accountId));
  for (const policy of declared(stack, "aws_sns_topic_policy"))
    add(policy.needText("arn"), policy, policy.needText("policy"));
  for (const lambda of declared(stack, "aws_lambda_function")) {
    const statements = declared(stack, "aws_lambda_permission")
      .filter((permission) => names(permission, lambda))
      .map((permission) => permissionStatement(permission, lambda));
    if (statements.length > 0) add(lambda.needText("arn"), lambda, policyText(statements));
  }
  return policies;
}

const policyText = (Statement: readonly object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement });

/** What KMS gives a key that declares no policy. */
const keyDefault = (accountId: string): string =>
  policyText([
    {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${accountId}:root` },
      Action: "kms:*",
      Resource: "*",
    },
  ]);

/** What SNS gives a topic that declares none, as far as services are concerned: the account's own alarms may speak. */
const topicDefault = (topic: Arguments, accountId: string): string =>
  policyText([
    {
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: "sns:Publish",
      Resource: topic.needText("arn"),
      Condition: { StringEquals: { "aws:SourceAccount": accountId } },
    },
  ]);

const names = (permission: Arguments, lambda: Arguments): boolean =>
  [lambda.needText("function_name"), lambda.needText("arn")].includes(permission.needText("function_name"));

/** A permission is a statement of the function's resource policy in other words. */
function permissionStatement(permission: Arguments, lambda: Arguments): object {
  const principal = permission.needText("principal");
  const sourceArn = permission.text("source_arn");
  const sourceAccount = permission.text("source_account");
  const condition = {
    ...(sourceArn !== undefined && { ArnLike: { "aws:SourceArn": sourceArn } }),
    ...(sourceAccount !== undefined && { StringEquals: { "aws:SourceAccount": sourceAccount } }),
  };
  return {
    Effect: "Allow",
    Principal: principal.endsWith(".amazonaws.com") ? { Service: principal } : { AWS: principal },
    Action: permission.needText("action"),
    Resource: lambda.needText("arn"),
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
}
