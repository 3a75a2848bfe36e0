import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { CloudwatchLogResourcePolicy } from "@cdktf/provider-aws/lib/cloudwatch-log-resource-policy/index.js";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { StackContext } from "../context.ts";
import { allowStatement, policy } from "../policy.ts";

/** Where a domain writes its errors, and the policy that lets it, which it asks for when it is made. */
export function domainLogs(
  scope: Construct,
  context: StackContext,
  domain: string,
): { arn: string; ready: ITerraformDependable[] } {
  const { account, region, partition, key, environment } = context;
  const logs = new CloudwatchLogGroup(scope, "logs", {
    name: `/aws/opensearch/${domain}`,
    retentionInDays: environment.logs.days,
    kmsKeyId: key.arn,
    skipDestroy: environment.retainData,
  });
  const write = new CloudwatchLogResourcePolicy(scope, "logs-policy", {
    policyName: `${context.name}-search`,
    policyDocument: policy([
      {
        ...allowStatement(["logs:CreateLogStream", "logs:PutLogEvents"], [`${logs.arn}:*`], {
          StringEquals: { "aws:SourceAccount": account },
          ArnLike: {
            "aws:SourceArn": `arn:${partition.id}:es:${region}:${account}:domain/${domain}`,
          },
        }),
        Principal: { Service: "es.amazonaws.com" },
      },
    ]),
  });
  return { arn: logs.arn, ready: [write] };
}
