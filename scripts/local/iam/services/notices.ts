import type { Access } from "../authority.ts";
import type { Context, Place } from "../context.ts";
import { declared, type Stack } from "../declared.ts";
import { each } from "./access.ts";

/** What services announce: new objects to a queue, alarms and budgets to a topic. All by the receiver's policy. */
export function ofNotices(stack: Stack, place: Place): Access[] {
  return [...objects(stack, place), ...alarms(stack, place), ...budgets(stack, place)];
}

function objects(stack: Stack, { accountId }: Place): Access[] {
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

function alarms(stack: Stack, { region, accountId }: Place): Access[] {
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

function budgets(stack: Stack, { accountId }: Place): Access[] {
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

const publishes = (name: string, topic: string, context: Context): Access[] =>
  each({ kind: "service", name }, ["sns:Publish"], topic, context);
