import type { PlaceName } from "./places.ts";

/** What the AWS provider calls to make, read, change and remove a resource, by what the call is about. */
export type Needs = Partial<Record<PlaceName, readonly string[]>>;

const tags = ["ListTagsForResource", "TagResource", "UntagResource"] as const;

const of = (service: string, ...names: readonly (string | readonly string[])[]): string[] =>
  names.flat().map((name) => `${service}:${name}`);

/** To hand a role to the service that takes it. */
const pass: Needs = { roles: ["iam:PassRole"] };
/** A resource that is encrypted by the stack's key is granted its use by whoever makes it. */
const encrypt = of("kms", "CreateGrant", "DescribeKey");
const taggedNetwork = of("ec2", "CreateTags", "DeleteTags");

/** By terraform's name of the type. A test holds it to the stacks of all environments, and to IAM's own list of actions. */
export const needs: Readonly<Record<string, Needs>> = {
  aws_appautoscaling_policy: {
    accountScaling: of("application-autoscaling", "PutScalingPolicy", "DeleteScalingPolicy"),
    everything: of("application-autoscaling", "DescribeScalingPolicies"),
  },
  aws_appautoscaling_target: {
    accountScaling: of("application-autoscaling", "RegisterScalableTarget", "DeregisterScalableTarget", tags),
    everything: of("application-autoscaling", "DescribeScalableTargets"),
    serviceRoles: ["iam:CreateServiceLinkedRole"],
  },
  aws_athena_named_query: {
    workgroups: of("athena", "CreateNamedQuery", "GetNamedQuery", "UpdateNamedQuery", "DeleteNamedQuery"),
  },
  aws_athena_workgroup: {
    workgroups: of("athena", "CreateWorkGroup", "GetWorkGroup", "UpdateWorkGroup", "DeleteWorkGroup", tags),
  },
  aws_budgets_budget: { budgets: of("budgets", "ViewBudget", "ModifyBudget", tags) },
  aws_cloudwatch_dashboard: {
    dashboards: of("cloudwatch", "GetDashboard", "PutDashboard", "DeleteDashboards"),
  },
  aws_cloudwatch_event_rule: {
    rules: of("events", "PutRule", "DescribeRule", "EnableRule", "DisableRule", "DeleteRule", tags),
  },
  aws_cloudwatch_event_target: { rules: of("events", "PutTargets", "ListTargetsByRule", "RemoveTargets") },
  aws_cloudwatch_log_group: {
    logGroups: of(
      "logs",
      ["CreateLogGroup", "DeleteLogGroup", "PutRetentionPolicy", "DeleteRetentionPolicy"],
      ["AssociateKmsKey", "DisassociateKmsKey"],
      tags,
    ),
    everything: of("logs", "DescribeLogGroups"),
  },
  aws_cloudwatch_log_resource_policy: {
    everything: of("logs", "PutResourcePolicy", "DescribeResourcePolicies", "DeleteResourcePolicy"),
  },
  aws_cloudwatch_log_stream: {
    logStreams: of("logs", "CreateLogStream", "DeleteLogStream"),
    logGroups: of("logs", "DescribeLogStreams"),
  },
  aws_cloudwatch_metric_alarm: {
    alarms: of("cloudwatch", "PutMetricAlarm", "DescribeAlarms", "DeleteAlarms", tags),
  },
  aws_default_security_group: {
    accountNetwork: [
      ...of("ec2", "RevokeSecurityGroupIngress", "RevokeSecurityGroupEgress"),
      ...taggedNetwork,
    ],
    everything: of("ec2", "DescribeSecurityGroups", "DescribeSecurityGroupRules"),
  },
  aws_dynamodb_table: {
    tables: of(
      "dynamodb",
      ["CreateTable", "DescribeTable", "UpdateTable", "DeleteTable"],
      ["DescribeContinuousBackups", "UpdateContinuousBackups", "DescribeTimeToLive", "UpdateTimeToLive"],
      ["ListTagsOfResource", "TagResource", "UntagResource"],
    ),
    accountKeys: encrypt,
  },
  aws_ec2_transit_gateway_vpc_attachment: {
    accountNetwork: [
      ...of("ec2", "CreateTransitGatewayVpcAttachment", "ModifyTransitGatewayVpcAttachment"),
      ...of("ec2", "DeleteTransitGatewayVpcAttachment"),
      ...taggedNetwork,
    ],
    everything: of("ec2", "DescribeTransitGatewayVpcAttachments", "DescribeTransitGateways"),
  },
  aws_eip: {
    accountNetwork: [...of("ec2", "AllocateAddress", "ReleaseAddress"), ...taggedNetwork],
    everything: of("ec2", "DescribeAddresses"),
  },
  aws_elasticache_parameter_group: {
    cache: of(
      "elasticache",
      ["CreateCacheParameterGroup", "DescribeCacheParameterGroups", "DescribeCacheParameters"],
      ["ModifyCacheParameterGroup", "ResetCacheParameterGroup", "DeleteCacheParameterGroup"],
      ["ListTagsForResource", "AddTagsToResource", "RemoveTagsFromResource"],
    ),
  },
  aws_elasticache_replication_group: {
    cache: of(
      "elasticache",
      [
        "CreateReplicationGroup",
        "DescribeReplicationGroups",
        "ModifyReplicationGroup",
        "DeleteReplicationGroup",
      ],
      ["ModifyReplicationGroupShardConfiguration", "IncreaseReplicaCount", "DecreaseReplicaCount"],
      ["DescribeCacheClusters", "ListTagsForResource", "AddTagsToResource", "RemoveTagsFromResource"],
    ),
    serviceRoles: ["iam:CreateServiceLinkedRole"],
    accountKeys: encrypt,
  },
  aws_elasticache_subnet_group: {
    cache: of(
      "elasticache",
      [
        "CreateCacheSubnetGroup",
        "DescribeCacheSubnetGroups",
        "ModifyCacheSubnetGroup",
        "DeleteCacheSubnetGroup",
      ],
      ["ListTagsForResource", "AddTagsToResource", "RemoveTagsFromResource"],
    ),
  },
  aws_flow_log: {
    accountNetwork: [...of("ec2", "CreateFlowLogs", "DeleteFlowLogs"), ...taggedNetwork],
    everything: of("ec2", "DescribeFlowLogs"),
    ...pass,
  },
  aws_glue_catalog_database: {
    catalogue: of("glue", "CreateDatabase", "GetDatabase", "UpdateDatabase", "DeleteDatabase"),
  },
  aws_glue_catalog_table: {
    catalogue: of("glue", "CreateTable", "GetTable", "UpdateTable", "DeleteTable", "GetPartitionIndexes"),
  },
  aws_glue_data_catalog_encryption_settings: {
    accountCatalogue: of("glue", "GetDataCatalogEncryptionSettings", "PutDataCatalogEncryptionSettings"),
  },
  aws_grafana_workspace: {
    accountWorkspaces: of("grafana", "DescribeWorkspace", "UpdateWorkspace", "DeleteWorkspace", tags),
    everything: of("grafana", "CreateWorkspace"),
    ...pass,
  },
  aws_iam_role: {
    roles: of(
      "iam",
      ["CreateRole", "GetRole", "UpdateRole", "UpdateAssumeRolePolicy", "DeleteRole", "TagRole", "UntagRole"],
      ["ListRolePolicies", "ListAttachedRolePolicies", "ListInstanceProfilesForRole"],
    ),
  },
  aws_iam_role_policy: { roles: of("iam", "PutRolePolicy", "GetRolePolicy", "DeleteRolePolicy") },
  aws_internet_gateway: {
    accountNetwork: [
      ...of("ec2", "CreateInternetGateway", "AttachInternetGateway", "DetachInternetGateway"),
      ...of("ec2", "DeleteInternetGateway"),
      ...taggedNetwork,
    ],
    everything: of("ec2", "DescribeInternetGateways"),
  },
  aws_kinesis_firehose_delivery_stream: {
    delivery: of(
      "firehose",
      ["CreateDeliveryStream", "DescribeDeliveryStream", "UpdateDestination", "DeleteDeliveryStream"],
      ["ListTagsForDeliveryStream", "TagDeliveryStream", "UntagDeliveryStream"],
    ),
    ...pass,
  },
  aws_kinesis_stream: {
    streams: of(
      "kinesis",
      ["CreateStream", "DescribeStreamSummary", "DeleteStream"],
      ["IncreaseStreamRetentionPeriod", "DecreaseStreamRetentionPeriod"],
      ["StartStreamEncryption", "StopStreamEncryption"],
      ["ListTagsForStream", "AddTagsToStream", "RemoveTagsFromStream"],
      tags,
    ),
    // IAM cannot limit these to a stream.
    everything: of(
      "kinesis",
      ["UpdateShardCount", "UpdateStreamMode"],
      ["EnableEnhancedMonitoring", "DisableEnhancedMonitoring"],
    ),
    accountKeys: encrypt,
  },
  aws_kinesis_stream_consumer: {
    streams: ["kinesis:RegisterStreamConsumer"],
    consumers: of("kinesis", "DescribeStreamConsumer", "DeregisterStreamConsumer", tags),
  },
  aws_kms_alias: {
    alias: of("kms", "CreateAlias", "UpdateAlias", "DeleteAlias"),
    accountKeys: of("kms", "CreateAlias", "UpdateAlias", "DeleteAlias"),
    everything: of("kms", "ListAliases"),
  },
  aws_kms_key: {
    accountKeys: of(
      "kms",
      ["DescribeKey", "GetKeyPolicy", "PutKeyPolicy", "GetKeyRotationStatus", "EnableKeyRotation"],
      ["UpdateKeyDescription", "ScheduleKeyDeletion", "ListResourceTags", "TagResource", "UntagResource"],
    ),
    everything: of("kms", "CreateKey"),
  },
  aws_lambda_event_source_mapping: {
    accountTriggers: of(
      "lambda",
      "GetEventSourceMapping",
      "UpdateEventSourceMapping",
      "DeleteEventSourceMapping",
      ["ListTags", "TagResource", "UntagResource"],
    ),
    everything: of("lambda", "CreateEventSourceMapping"),
  },
  aws_lambda_function: {
    functions: of(
      "lambda",
      ["CreateFunction", "GetFunction", "GetFunctionConfiguration", "DeleteFunction"],
      [
        "UpdateFunctionCode",
        "UpdateFunctionConfiguration",
        "PutFunctionConcurrency",
        "DeleteFunctionConcurrency",
      ],
      ["ListVersionsByFunction", "GetFunctionCodeSigningConfig", "ListTags", "TagResource", "UntagResource"],
    ),
    // Of those that run in the network. The interfaces go once the function has.
    everything: of(
      "ec2",
      "DescribeNetworkInterfaces",
      "DescribeSecurityGroups",
      "DescribeSubnets",
      "DescribeVpcs",
    ),
    accountKeys: [...encrypt, "kms:Encrypt", "kms:Decrypt"],
    ...pass,
  },
  aws_lambda_function_event_invoke_config: {
    functions: of(
      "lambda",
      ["PutFunctionEventInvokeConfig", "GetFunctionEventInvokeConfig"],
      ["UpdateFunctionEventInvokeConfig", "DeleteFunctionEventInvokeConfig"],
    ),
  },
  aws_lambda_function_url: {
    functions: of(
      "lambda",
      [
        "CreateFunctionUrlConfig",
        "GetFunctionUrlConfig",
        "UpdateFunctionUrlConfig",
        "DeleteFunctionUrlConfig",
      ],
      ["AddPermission", "RemovePermission"],
    ),
  },
  aws_lambda_invocation: { functions: of("lambda", "InvokeFunction") },
  aws_lambda_permission: { functions: of("lambda", "AddPermission", "GetPolicy", "RemovePermission") },
  aws_nat_gateway: {
    accountNetwork: [...of("ec2", "CreateNatGateway", "DeleteNatGateway"), ...taggedNetwork],
    everything: of("ec2", "DescribeNatGateways"),
  },
  aws_opensearch_domain: {
    domains: of(
      "es",
      ["CreateDomain", "DescribeDomain", "DescribeDomainConfig", "UpdateDomainConfig", "DeleteDomain"],
      ["UpgradeDomain", "GetCompatibleVersions", "DescribeDomainChangeProgress"],
      ["ListTags", "AddTags", "RemoveTags"],
    ),
    everything: of("ec2", "DescribeSubnets", "DescribeSecurityGroups", "DescribeVpcs"),
    accountKeys: encrypt,
  },
  aws_route: {
    accountNetwork: of("ec2", "CreateRoute", "ReplaceRoute", "DeleteRoute"),
    everything: of("ec2", "DescribeRouteTables"),
  },
  aws_route_table: {
    accountNetwork: [...of("ec2", "CreateRouteTable", "DeleteRouteTable"), ...taggedNetwork],
    everything: of("ec2", "DescribeRouteTables"),
  },
  aws_route_table_association: {
    accountNetwork: of(
      "ec2",
      "AssociateRouteTable",
      "ReplaceRouteTableAssociation",
      "DisassociateRouteTable",
    ),
    everything: of("ec2", "DescribeRouteTables"),
  },
  aws_s3_bucket: {
    buckets: of(
      "s3",
      [
        "CreateBucket",
        "ListBucket",
        "ListBucketVersions",
        "DeleteBucket",
        "GetBucketTagging",
        "PutBucketTagging",
      ],
      tags,
      // Whatever it is not told, the provider reads all the same.
      [
        "GetBucketAcl",
        "GetBucketCORS",
        "GetBucketWebsite",
        "GetBucketVersioning",
        "GetAccelerateConfiguration",
      ],
      [
        "GetBucketRequestPayment",
        "GetBucketLogging",
        "GetLifecycleConfiguration",
        "GetReplicationConfiguration",
      ],
      [
        "GetEncryptionConfiguration",
        "GetBucketObjectLockConfiguration",
        "GetBucketPolicy",
        "GetBucketLocation",
      ],
    ),
    // A bucket whose data is not kept is emptied before it goes.
    objects: of("s3", "DeleteObject", "DeleteObjectVersion"),
  },
  aws_s3_bucket_lifecycle_configuration: {
    buckets: of("s3", "GetLifecycleConfiguration", "PutLifecycleConfiguration"),
  },
  aws_s3_bucket_logging: { buckets: of("s3", "GetBucketLogging", "PutBucketLogging") },
  aws_s3_bucket_notification: { buckets: of("s3", "GetBucketNotification", "PutBucketNotification") },
  aws_s3_bucket_policy: { buckets: of("s3", "GetBucketPolicy", "PutBucketPolicy", "DeleteBucketPolicy") },
  aws_s3_bucket_public_access_block: {
    buckets: of("s3", "GetBucketPublicAccessBlock", "PutBucketPublicAccessBlock"),
  },
  aws_s3_bucket_server_side_encryption_configuration: {
    buckets: of("s3", "GetEncryptionConfiguration", "PutEncryptionConfiguration"),
    accountKeys: of("kms", "DescribeKey"),
  },
  aws_s3_bucket_versioning: { buckets: of("s3", "GetBucketVersioning", "PutBucketVersioning") },
  aws_secretsmanager_secret: {
    secrets: of(
      "secretsmanager",
      ["CreateSecret", "DescribeSecret", "UpdateSecret", "DeleteSecret", "GetResourcePolicy"],
      ["TagResource", "UntagResource"],
    ),
  },
  aws_secretsmanager_secret_version: {
    secrets: of("secretsmanager", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage"),
    everything: of("secretsmanager", "GetRandomPassword"),
    accountKeys: of("kms", "Decrypt", "GenerateDataKey"),
  },
  aws_security_group: {
    accountNetwork: [
      ...of("ec2", "CreateSecurityGroup", "DeleteSecurityGroup"),
      // The rule that AWS makes with each group is taken away.
      ...of("ec2", "RevokeSecurityGroupEgress"),
      ...taggedNetwork,
    ],
    everything: of("ec2", "DescribeSecurityGroups", "DescribeNetworkInterfaces"),
  },
  aws_sns_topic: {
    topics: of("sns", "CreateTopic", "GetTopicAttributes", "SetTopicAttributes", "DeleteTopic", tags),
  },
  aws_sns_topic_policy: { topics: of("sns", "GetTopicAttributes", "SetTopicAttributes") },
  aws_sns_topic_subscription: {
    topics: of("sns", "Subscribe", "GetSubscriptionAttributes", "SetSubscriptionAttributes", "Unsubscribe"),
  },
  aws_sqs_queue: {
    queues: of(
      "sqs",
      ["CreateQueue", "GetQueueAttributes", "GetQueueUrl", "SetQueueAttributes", "DeleteQueue"],
      ["ListQueueTags", "TagQueue", "UntagQueue"],
    ),
  },
  aws_sqs_queue_policy: { queues: of("sqs", "GetQueueAttributes", "SetQueueAttributes") },
  aws_sqs_queue_redrive_allow_policy: { queues: of("sqs", "GetQueueAttributes", "SetQueueAttributes") },
  aws_subnet: {
    accountNetwork: [...of("ec2", "CreateSubnet", "ModifySubnetAttribute", "DeleteSubnet"), ...taggedNetwork],
    everything: of("ec2", "DescribeSubnets", "DescribeAvailabilityZones"),
  },
  aws_vpc: {
    accountNetwork: [
      ...of("ec2", "CreateVpc", "ModifyVpcAttribute", "DescribeVpcAttribute", "DeleteVpc"),
      ...taggedNetwork,
    ],
    everything: of(
      "ec2",
      "DescribeVpcs",
      "DescribeNetworkAcls",
      "DescribeRouteTables",
      "DescribeSecurityGroups",
    ),
  },
  aws_vpc_endpoint: {
    accountNetwork: [
      ...of("ec2", "CreateVpcEndpoint", "ModifyVpcEndpoint", "DeleteVpcEndpoints"),
      ...taggedNetwork,
    ],
    everything: of("ec2", "DescribeVpcEndpoints", "DescribePrefixLists"),
  },
  aws_vpc_security_group_egress_rule: {
    accountNetwork: [
      ...of("ec2", "AuthorizeSecurityGroupEgress", "RevokeSecurityGroupEgress", "ModifySecurityGroupRules"),
      ...taggedNetwork,
    ],
    everything: of("ec2", "DescribeSecurityGroupRules"),
  },
  aws_vpc_security_group_ingress_rule: {
    accountNetwork: [
      ...of("ec2", "AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress", "ModifySecurityGroupRules"),
      ...taggedNetwork,
    ],
    everything: of("ec2", "DescribeSecurityGroupRules"),
  },
};
