import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target/index.js";
import { LambdaFunctionEventInvokeConfig } from "@cdktf/provider-aws/lib/lambda-function-event-invoke-config/index.js";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { FunctionName } from "../../shared/settings/functions.ts";
import type { Lambda } from "./lambda.ts";

interface ScheduleProps {
  everyMinutes: number;
  enabled: boolean;
  /** What must stand before the first event flows. */
  after: readonly ITerraformDependable[];
}

/** Invokes a function by the clock. */
export class FunctionSchedule extends Construct {
  constructor(lambda: Lambda<FunctionName>, { everyMinutes, enabled, after }: ScheduleProps) {
    super(lambda, "schedule");
    // A run that failed or was throttled is not repeated: the next one continues from the cursor.
    new LambdaFunctionEventInvokeConfig(this, "attempts", {
      functionName: lambda.functionName,
      maximumRetryAttempts: 0,
      maximumEventAgeInSeconds: 60,
    });
    const rule = new CloudwatchEventRule(this, "rule", {
      name: lambda.functionName,
      description: `Invokes ${lambda.node.id}`,
      scheduleExpression: rate(everyMinutes),
      state: enabled ? "ENABLED" : "DISABLED",
      dependsOn: [...after],
    });
    new LambdaPermission(this, "permission", {
      functionName: lambda.functionName,
      action: "lambda:InvokeFunction",
      principal: "events.amazonaws.com",
      sourceArn: rule.arn,
    });
    new CloudwatchEventTarget(this, "target", { rule: rule.name, arn: lambda.arn });
    lambda.schedule = { rule: rule.name, enabled, everyMinutes };
  }
}

/** EventBridge wants the singular for one. */
const rate = (minutes: number): string => `rate(${minutes} ${minutes === 1 ? "minute" : "minutes"})`;
