import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target/index.js";
import { LambdaFunctionEventInvokeConfig } from "@cdktf/provider-aws/lib/lambda-function-event-invoke-config/index.js";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { RULE_TARGETS } from "../../shared/limits.ts";
import { ruleNames } from "../../shared/observability/rule-names.ts";
import type { FunctionName } from "../../shared/settings/functions.ts";
import type { Lambda } from "./lambda.ts";

interface ScheduleProps {
  everyMinutes: number;
  /** Invocations that begin together; one unless given. */
  atOnce?: number;
  enabled: boolean;
  /** What must stand before the first event flows. */
  after: readonly ITerraformDependable[];
}

interface RuleProps extends Omit<ScheduleProps, "atOnce"> {
  /** From 1. */
  number: number;
  targets: number;
}

/** Invokes a function by the clock. */
export class FunctionSchedule extends Construct {
  constructor(lambda: Lambda<FunctionName>, { everyMinutes, atOnce = 1, enabled, after }: ScheduleProps) {
    super(lambda, "schedule");
    // A run that failed or was throttled is not repeated: the next one continues from the cursor.
    new LambdaFunctionEventInvokeConfig(this, "attempts", {
      functionName: lambda.functionName,
      maximumRetryAttempts: 0,
      maximumEventAgeInSeconds: 60,
    });
    const rules = ruleNames(lambda.functionName, atOnce).map((name, at) => {
      const targets = Math.min(RULE_TARGETS, atOnce - at * RULE_TARGETS);
      return this.rule(lambda, name, { number: at + 1, targets, everyMinutes, enabled, after });
    });
    lambda.schedule = { rules, enabled };
  }

  /** One rule with so many targets. Returns its name. */
  private rule(
    lambda: Lambda<FunctionName>,
    name: string,
    { number, targets, everyMinutes, enabled, after }: RuleProps,
  ): string {
    const suffix = number === 1 ? "" : `-${number}`;
    const rule = new CloudwatchEventRule(this, `rule${suffix}`, {
      name,
      description: `Invokes ${lambda.node.id}`,
      scheduleExpression: rate(everyMinutes),
      state: enabled ? "ENABLED" : "DISABLED",
      dependsOn: [...after],
    });
    new LambdaPermission(this, `permission${suffix}`, {
      functionName: lambda.functionName,
      action: "lambda:InvokeFunction",
      principal: "events.amazonaws.com",
      sourceArn: rule.arn,
    });
    for (let at = 1; at <= targets; at += 1)
      new CloudwatchEventTarget(this, `target${suffix}${at === 1 ? "" : `-of-${at}`}`, {
        rule: rule.name,
        arn: lambda.arn,
        // Several of one rule are told apart by it.
        ...(targets > 1 && { targetId: String(at) }),
      });
    return rule.name;
  }
}

/** EventBridge wants the singular for one. */
const rate = (minutes: number): string => `rate(${minutes} ${minutes === 1 ? "minute" : "minutes"})`;
