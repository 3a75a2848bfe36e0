import { arnIn, type Component } from "../component.ts";
import type { ScheduleDefinition } from "../plan.ts";

/** EventBridge rule; its target says what it starts. */
export const eventRule: Component = (args, context) => {
  const name = args.needText("name");
  const arn = arnIn(context, "events", `rule/${name}`);
  args.ignore("description", "role_arn", "force_destroy", "event_bus_name");
  const expression = args.needText("schedule_expression");
  const enabled = args.flag("is_enabled", true) && (args.text("state") ?? "ENABLED") === "ENABLED";
  context.plan.rules.set(name, { arn, expression, enabled });
  return { id: name, name, arn };
};

/** Targets name their rule, so the rule's schedule is looked up among what was created before. */
export const eventTarget: Component = (args, context, name) => {
  const rule = args.needText("rule");
  const declared = context.plan.rules.get(rule);
  if (!declared)
    throw new Error(`${args.address} belongs to the rule ${rule}, which the stack does not declare.`);
  args.ignore("target_id", "role_arn", "retry_policy", "event_bus_name", "force_destroy");
  const schedule: ScheduleDefinition = {
    name: rule,
    arn: declared.arn,
    function: args.needText("arn"),
    expression: declared.expression,
    enabled: declared.enabled,
  };
  const input = args.text("input");
  if (input !== undefined) schedule.input = input;
  context.plan.schedules.push(schedule);
  return { id: `${rule}-${name}`, target_id: name };
};

export const schedulerSchedule: Component = (args, context) => {
  const name = args.needText("name");
  const group = args.text("group_name") ?? "default";
  const arn = arnIn(context, "scheduler", `schedule/${group}/${name}`);
  const target = args.block("target");
  if (!target) throw new Error(`${args.address}: target should be set.`);
  target.ignore("role_arn", "retry_policy", "dead_letter_config");
  args.ignore("description", "flexible_time_window", "schedule_expression_timezone", "kms_key_arn");
  const schedule: ScheduleDefinition = {
    name,
    arn,
    function: target.needText("arn"),
    expression: args.needText("schedule_expression"),
    enabled: (args.text("state") ?? "ENABLED") === "ENABLED",
  };
  const input = target.text("input");
  if (input !== undefined) schedule.input = input;
  context.plan.schedules.push(schedule);
  return { id: `${group}/${name}`, arn, name };
};
