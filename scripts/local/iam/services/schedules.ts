import type { AwsAccount } from "../../aws/arn.ts";
import type { Access } from "../authority.ts";

import { type DeclaredStack, declared } from "../declared.ts";
import { each, takes } from "./access.ts";

const INVOKE = ["lambda:InvokeFunction"];

/** How schedules invoke functions: EventBridge by the function's permission, EventBridge Scheduler by a role. */
export function ofSchedules(stack: DeclaredStack, { accountId }: AwsAccount): Access[] {
  const ruleArn = new Map(
    declared(stack, "aws_cloudwatch_event_rule").map((rule) => [rule.needText("name"), rule.needText("arn")]),
  );
  const byRule = declared(stack, "aws_cloudwatch_event_target").flatMap((target) => {
    const context = {
      "aws:SourceArn": ruleArn.get(target.needText("rule")) ?? "",
      "aws:SourceAccount": accountId,
    };
    return each({ kind: "service", name: "events.amazonaws.com" }, INVOKE, target.needText("arn"), context);
  });
  const byScheduler = declared(stack, "aws_scheduler_schedule").flatMap((schedule) => {
    const target = schedule.block("target")!;
    const roleArn = target.needText("role_arn");
    const context = { "aws:SourceAccount": accountId, "aws:SourceArn": schedule.needText("arn") };
    return [
      ...takes("scheduler.amazonaws.com", roleArn, context),
      ...each({ kind: "role", roleArn, session: schedule.needText("name") }, INVOKE, target.needText("arn")),
    ];
  });
  return [...byRule, ...byScheduler];
}
