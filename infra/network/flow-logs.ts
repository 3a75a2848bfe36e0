import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { FlowLog } from "@cdktf/provider-aws/lib/flow-log/index.js";
import { Construct } from "constructs";
import type { StackContext } from "../context.ts";
import { allowStatement, ServiceRole } from "../policy.ts";

/** A record of the connections in a network: those that were refused, or all. */
export function flowLogs(
  scope: Construct,
  context: StackContext,
  vpcId: string,
  traffic: "rejected" | "all",
): void {
  const { name, account, key, environment } = context;
  const place = new Construct(scope, "flow-logs");
  const logs = new CloudwatchLogGroup(place, "logs", {
    name: `/aws/vpc/${name}`,
    retentionInDays: environment.logs.days,
    kmsKeyId: key.arn,
    skipDestroy: environment.retainData,
  });
  const role = new ServiceRole(place, "role", {
    name: `${name}-flow-logs`,
    service: "vpc-flow-logs.amazonaws.com",
    account,
    statements: [
      allowStatement(
        ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        [`${logs.arn}:*`],
      ),
      // CloudWatch Logs lists groups for those only who may list them all.
      allowStatement(["logs:DescribeLogGroups"], ["*"]),
    ],
  });
  new FlowLog(place, "log", {
    vpcId,
    trafficType: traffic === "all" ? "ALL" : "REJECT",
    logDestinationType: "cloud-watch-logs",
    logDestination: logs.arn,
    iamRoleArn: role.arn,
    dependsOn: [role.policy],
  });
}
