import { describe, expect, test } from "@jest/globals";
import { UserError } from "../../../../scripts/user-error.ts";
import { basis, enforced } from "./enforced.ts";
import { allow, arn, bucket, document, queue } from "./stack.ts";

describe("what services do by the stack's policies", () => {
  test("is checked before anything runs", () => {
    const run = enforced();
    run.start();
    expect(run.iam.figures().denied).toBe(0);
    expect(run.iam.figures().checked).toBeGreaterThan(5);
  });

  const without = (action: string) =>
    basis
      .map((statement) => ({
        ...statement,
        Action: [statement.Action].flat().filter((each) => each !== action),
      }))
      .filter(({ Action }) => Action.length > 0);

  test.each([
    "kinesis:DescribeStream",
    "kinesis:DescribeStreamSummary",
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "kinesis:ListShards",
    "kms:Decrypt",
    "kms:GenerateDataKey",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "sqs:SendMessage",
  ])("cannot do without %s", (action) => {
    const { start } = enforced({ role: without(action) });
    expect(start).toThrow(UserError);
    expect(start).toThrow(`mini-enrich is not authorized to perform: ${action} on resource:`);
  });

  test("needs a role that the service may take", () => {
    const stranger = document({
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { Service: "ec2.amazonaws.com" },
    });
    const role = {
      name: "mini-enrich",
      arn: "arn:aws:iam::000000000000:role/mini-enrich",
      assume_role_policy: stranger,
    };
    const { start } = enforced({ resources: { aws_iam_role: { enrich: role } } });
    expect(start).toThrow(
      "User: lambda.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::000000000000:role/mini-enrich",
    );
  });

  const rule = arn("events", "rule/tick");
  const schedule = (sourceArn: string) => ({
    aws_cloudwatch_event_rule: { tick: { name: "tick", arn: rule } },
    aws_cloudwatch_event_target: { tick: { rule: "tick", arn: arn("lambda", "function:mini-enrich") } },
    aws_lambda_permission: {
      tick: {
        function_name: "mini-enrich",
        action: "lambda:InvokeFunction",
        principal: "events.amazonaws.com",
        source_arn: sourceArn,
      },
    },
  });

  test("lets a rule invoke the function that permits it", () => {
    expect(enforced({ resources: schedule(rule) }).start).not.toThrow();
  });

  test("lets no other rule do so", () => {
    const { start } = enforced({ resources: schedule(arn("events", "rule/tock")) });
    expect(start).toThrow("events.amazonaws.com is not authorized to perform: lambda:InvokeFunction");
  });

  test("lets S3 announce objects only where the queue takes them", () => {
    const resources = {
      aws_s3_bucket_notification: { undelivered: { bucket: "mini-archive", queue: [{ queue_arn: queue }] } },
      aws_sqs_queue: { failed: { id: "failed-url", arn: queue } },
    };
    const from = (source: string) =>
      document({
        ...allow("sqs:SendMessage", queue, { ArnEquals: { "aws:SourceArn": source } }),
        Principal: { Service: "s3.amazonaws.com" },
      });
    const started = (source: string) =>
      enforced({ resources, resourcePolicies: { "failed-url": from(source) } }).start;
    expect(started(bucket)).not.toThrow();
    expect(started("arn:aws:s3:::another")).toThrow(
      "s3.amazonaws.com is not authorized to perform: sqs:SendMessage",
    );
  });
});
