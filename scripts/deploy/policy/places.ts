/** A stack that is deployed: its name, and where. */
export interface DeployedPlace {
  stack: string;
  account: string;
  region: string;
}

/** What a statement of the deploying role is about. */
export type PlaceName = keyof ReturnType<typeof places>;

/** "aws", or that of China or of the US government, by the region. */
export const partitionOfRegion = (region: string): string =>
  region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";

/**
 * The resources of a stack by their names, as IAM calls them. Where AWS gives an id that nobody knows before, it is
 * everything of that kind in the account and region: `account` in the place's name says so.
 */
export function places({ stack, account, region }: DeployedPlace) {
  const partition = partitionOfRegion(region);
  const arn = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const database = stack.replaceAll("-", "_");
  const domain = `events-${stack.replace(/^clickstream-/, "")}`;
  return {
    streams: [arn("kinesis", `stream/${stack}-*`)],
    consumers: [arn("kinesis", `stream/${stack}-*/consumer/${stack}-*:*`)],
    delivery: [arn("firehose", `deliverystream/${stack}-*`)],
    tables: [arn("dynamodb", `table/${stack}-*`)],
    buckets: [`arn:${partition}:s3:::${stack}-*`],
    objects: [`arn:${partition}:s3:::${stack}-*/*`],
    queues: [arn("sqs", `${stack}-*`)],
    topics: [arn("sns", `${stack}-*`)],
    functions: [arn("lambda", `function:${stack}-*`)],
    accountTriggers: [arn("lambda", "event-source-mapping:*")],
    logGroups: [
      ...["lambda", "kinesisfirehose", "vpc"].map((kind) => arn("logs", `log-group:/aws/${kind}/${stack}*`)),
      arn("logs", `log-group:/aws/opensearch/${domain}*`),
    ],
    logStreams: [arn("logs", `log-group:/aws/kinesisfirehose/${stack}*:log-stream:*`)],
    alarms: [arn("cloudwatch", `alarm:${stack}-*`)],
    dashboards: [`arn:${partition}:cloudwatch::${account}:dashboard/${stack}*`],
    rules: [arn("events", `rule/${stack}-*`)],
    catalogue: [
      arn("glue", "catalog"),
      arn("glue", `database/${database}`),
      arn("glue", `table/${database}/*`),
    ],
    accountCatalogue: [arn("glue", "catalog")],
    domains: [arn("es", `domain/${domain}`)],
    workgroups: [arn("athena", `workgroup/${stack}`)],
    budgets: [`arn:${partition}:budgets::${account}:budget/${stack}`],
    accountScaling: [arn("application-autoscaling", "scalable-target/*")],
    roles: [`arn:${partition}:iam::${account}:role/${stack}-*`],
    serviceRoles: ["elasticache.amazonaws.com", "dynamodb.application-autoscaling.amazonaws.com"].map(
      (service) => `arn:${partition}:iam::${account}:role/aws-service-role/${service}/*`,
    ),
    accountKeys: [arn("kms", "key/*")],
    alias: [arn("kms", `alias/${stack}`)],
    secrets: [arn("secretsmanager", `secret:${stack}/*`)],
    cache: [
      ...["replicationgroup", "subnetgroup", "cluster"].map((kind) =>
        arn("elasticache", `${kind}:${stack}*`),
      ),
      arn("elasticache", `parametergroup:${stack}-*`),
    ],
    accountNetwork: [arn("ec2", "*/*")],
    accountWorkspaces: [arn("grafana", "/workspaces/*")],
    everything: ["*"],
  } satisfies Record<string, string[]>;
}
