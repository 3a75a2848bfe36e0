import { GrafanaWorkspace } from "@cdktf/provider-aws/lib/grafana-workspace/index.js";
import { Construct } from "constructs";
import { viewsOver } from "../shared/queries/views.ts";
import { curatedNames } from "./analytics/curated-names.ts";
import type { Analytics } from "./analytics.ts";
import type { Bucket } from "./bucket.ts";
import type { StackContext } from "./context.ts";
import { allowStatement, ServiceRole, type Statement } from "./policy.ts";

interface WorkspaceProps {
  analytics: Analytics;
  archive: Bucket;
  failed: Bucket;
}

/**
 * An Amazon Managed Grafana workspace that reads this stack's metrics and archive, and no other stack's archive. People
 * come in by IAM Identity Center. `npm run dashboards -- --grafana` fills it.
 */
export class DashboardWorkspace extends Construct {
  readonly endpoint: string;

  constructor(scope: Construct, id: string, context: StackContext, props: WorkspaceProps) {
    super(scope, id);
    const { name, account } = context;
    const role = new ServiceRole(this, "role", {
      name: `${name}-grafana`,
      service: "grafana.amazonaws.com",
      account,
      statements: may(context, props),
    });
    const workspace = new GrafanaWorkspace(this, "workspace", {
      name,
      description: `Dashboards of ${name}`,
      accountAccessType: "CURRENT_ACCOUNT",
      authenticationProviders: ["AWS_SSO"],
      permissionType: "CUSTOMER_MANAGED",
      dataSources: ["ATHENA", "CLOUDWATCH"],
      roleArn: role.arn,
      // Athena's data source is a plugin, which an administrator of the workspace installs.
      configuration: JSON.stringify({
        plugins: { pluginAdminEnabled: true },
        unifiedAlerting: { enabled: false },
      }),
      dependsOn: [role.policy],
    });
    this.endpoint = workspace.endpoint;
  }
}

function may(
  { key, account, region, partition }: StackContext,
  { analytics, archive, failed }: WorkspaceProps,
): Statement[] {
  const { databaseName, workgroup, results, events } = analytics;
  const glue = `arn:${partition.id}:glue:${region}:${account}`;
  const tables = [
    events.name,
    ...curatedNames,
    "failed_events",
    ...viewsOver(events.columns).map((view) => view.name),
  ];
  return [
    allowStatement(
      ["cloudwatch:GetMetricData", "cloudwatch:GetMetricStatistics", "cloudwatch:ListMetrics"],
      ["*"],
    ),
    allowStatement(
      [
        "athena:GetQueryExecution",
        "athena:GetQueryResults",
        "athena:GetWorkGroup",
        "athena:StartQueryExecution",
        "athena:StopQueryExecution",
      ],
      [`arn:${partition.id}:athena:${region}:${account}:workgroup/${workgroup}`],
    ),
    allowStatement(
      ["glue:GetDatabase", "glue:GetPartitions", "glue:GetTable", "glue:GetTables"],
      [
        `${glue}:catalog`,
        `${glue}:database/${databaseName}`,
        ...tables.map((table) => `${glue}:table/${databaseName}/${table}`),
      ],
    ),
    allowStatement(["s3:GetBucketLocation", "s3:ListBucket"], [archive.arn, failed.arn, results.arn]),
    allowStatement(["s3:GetObject"], [`${archive.arn}/*`, `${failed.arn}/*`]),
    // Athena writes a query's result in the name of who asks.
    allowStatement(["s3:ListBucketMultipartUploads"], [results.arn]),
    allowStatement(["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"], [`${results.arn}/*`]),
    key.write(),
  ];
}
