/** The only statements of roles that allow something on every resource, each with the reason. */
export const withoutResource: Readonly<Record<string, string>> = {
  "cloudwatch:GetMetricData": "CloudWatch knows no resource of a metric; it is a role that only looks",
  "cloudwatch:GetMetricStatistics": "CloudWatch knows no resource of a metric; it is a role that only looks",
  "cloudwatch:ListMetrics": "CloudWatch knows no resource of a metric; it is a role that only looks",
  "ec2:DescribeNetworkInterfaces":
    "EC2 knows no resource for looking; Lambda looks before it makes an interface",
  "ec2:DescribeSubnets": "EC2 knows no resource for looking; Lambda looks before it makes an interface",
  "xray:PutTelemetryRecords": "X-Ray knows no resources to write traces to",
  "xray:PutTraceSegments": "X-Ray knows no resources to write traces to",
};

/** The only actions that a role may use on a whole kind of resource of the account, each with the reason. */
export const onAKind: Readonly<Record<string, string>> = Object.fromEntries(
  [
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:UnassignPrivateIpAddresses",
  ].map((action) => [
    action,
    "interfaces get their ids when they are made; the function's own code is denied them",
  ]),
);
