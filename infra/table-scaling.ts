import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy/index.js";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target/index.js";
import type { Construct } from "constructs";
import type { TableCapacity } from "./environments/settings.ts";

/** What is scaled, by the names of DynamoDB's scalable dimensions and of the metrics that they are measured by. */
const SCALED = {
  writes: { dimension: "WriteCapacityUnits", metric: "DynamoDBWriteCapacityUtilization" },
  reads: { dimension: "ReadCapacityUnits", metric: "DynamoDBReadCapacityUtilization" },
} as const;

/**
 * Keeps a provisioned table's capacity at a share of what is used, within bounds. It takes minutes to follow: what is
 * refused until then, beyond the five minutes of unused capacity that DynamoDB keeps, is written again by the function.
 */
export function scaleTable(scope: Construct, table: string, capacity: TableCapacity): void {
  for (const id of ["writes", "reads"] as const) {
    const { dimension, metric } = SCALED[id];
    const { least, most } = capacity[id];
    const target = new AppautoscalingTarget(scope, `${id}-range`, {
      serviceNamespace: "dynamodb",
      resourceId: `table/${table}`,
      scalableDimension: `dynamodb:table:${dimension}`,
      minCapacity: least,
      maxCapacity: most,
    });
    new AppautoscalingPolicy(scope, `${id}-policy`, {
      name: `${table}-${id}`,
      policyType: "TargetTrackingScaling",
      serviceNamespace: target.serviceNamespace,
      resourceId: target.resourceId,
      scalableDimension: target.scalableDimension,
      targetTrackingScalingPolicyConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: metric },
        targetValue: capacity.targetPercent,
      },
    });
  }
}
