import type { AwsAccount } from "../../aws/arn.ts";
import type { Access } from "../authority.ts";
import type { ConditionKeys } from "../context.ts";
import { type DeclaredStack, declared } from "../declared.ts";
import { each } from "./access.ts";

/** What services announce: new objects to a queue, alarms and budgets to a topic. All by the receiver's policy. */
export function ofNotices(stack: DeclaredStack, place: AwsAccount): Access[] {
  return [...objects(stack, place), ...alarms(stack, place), ...budgets(stack, place)];
}

function objects(stack: DeclaredStack, { accountId }: AwsAccount): Access[] {
  return declared(stack, "aws_s3_bucket_notification").flatMap((notification) => {
    const context = {
      "aws:SourceArn": `arn:aws:s3:::${notification.needText("bucket")}`,
      "aws:SourceAccount": accountId,
    };
    return notification
      .blocks("queue")
      .flatMap((queue) =>
        each(
          { kind: "service", name: "s3.amazonaws.com" },
          ["sqs:SendMessage"],
          queue.needText("queue_arn"),
          context,
        ),
      );
  });
}

function alarms(stack: DeclaredStack, { region, accountId }: AwsAccount): Access[] {
  return ["aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"]
    .flatMap((type) => declared(stack, type))
    .flatMap((alarm) =>
      alarm.texts("alarm_actions").flatMap((topic) =>
        publishes("cloudwatch.amazonaws.com", topic, {
          "aws:SourceAccount": accountId,
          "aws:SourceArn": `arn:aws:cloudwatch:${region}:${accountId}:alarm:${alarm.needText("alarm_name")}`,
        }),
      ),
    );
}

function budgets(stack: DeclaredStack, { accountId }: AwsAccount): Access[] {
  return declared(stack, "aws_budgets_budget").flatMap((budget) =>
    budget.blocks("notification").flatMap((notification) =>
      notification.texts("subscriber_sns_topic_arns").flatMap((topic) =>
        publishes("budgets.amazonaws.com", topic, {
          "aws:SourceAccount": accountId,
          "aws:SourceArn": `arn:aws:budgets::${accountId}:${budget.needText("name")}`,
        }),
      ),
    ),
  );
}

const publishes = (name: string, topic: string, context: ConditionKeys): Access[] =>
  each({ kind: "service", name }, ["sns:Publish"], topic, context);
