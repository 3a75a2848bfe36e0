/** Resource types that change nothing on one machine, each with the reason. They return their arguments, an id and an ARN. */
export const withoutEffect: Readonly<Record<string, string>> = {
  aws_cloudwatch_composite_alarm: "alarms read CloudWatch; the local page shows the same figures",
  aws_cloudwatch_dashboard: "the local page shows the same figures",
  aws_cloudwatch_log_group: "log lines go to the runtime's listener",
  aws_cloudwatch_log_metric_filter: "metrics come from EMF lines",
  aws_cloudwatch_log_stream: "log lines go to the runtime's listener",
  aws_cloudwatch_metric_alarm: "alarms read CloudWatch; the local page shows the same figures",
  aws_cloudwatch_query_definition: "Logs Insights is not here",
  aws_budgets_budget: "nothing here costs anything",
  aws_default_security_group: "loopback has no network of its own",
  aws_eip: "loopback has no network of its own",
  aws_elasticache_parameter_group: "the Redis in use has its own configuration",
  aws_elasticache_subnet_group: "loopback has no network of its own",
  aws_elasticache_user: "the Redis in use has its own users",
  aws_elasticache_user_group: "the Redis in use has its own users",
  aws_flow_log: "loopback has no network of its own",
  aws_glue_data_catalog_encryption_settings: "nothing is encrypted on loopback",
  aws_grafana_workspace:
    "Grafana is a service of AWS; npm run dashboards writes the same for one of your own",
  aws_iam_service_linked_role: "no service needs a role here",
  aws_internet_gateway: "loopback has no network of its own",
  aws_kms_alias: "nothing is encrypted on loopback",
  aws_kms_key: "nothing is encrypted on loopback",
  aws_lambda_permission: "one process invokes every function",
  aws_nat_gateway: "loopback has no network of its own",
  aws_route: "loopback has no network of its own",
  aws_route_table: "loopback has no network of its own",
  aws_route_table_association: "loopback has no network of its own",
  aws_s3_bucket_lifecycle_configuration: "a local run is shorter than any lifecycle",
  aws_s3_bucket_logging: "the gateway counts calls",
  aws_s3_bucket_metric: "the gateway counts calls",
  aws_s3_bucket_ownership_controls: "one process owns every object",
  aws_s3_bucket_public_access_block: "nothing listens beyond loopback",
  aws_s3_bucket_server_side_encryption_configuration: "nothing is encrypted on loopback",
  aws_s3_bucket_versioning: "objects are not kept beyond their folder",
  aws_scheduler_schedule_group: "a name for schedules",
  aws_security_group: "loopback has no network of its own",
  aws_security_group_rule: "loopback has no network of its own",
  aws_sns_topic: "notices go to the operator's mail, which is not here",
  aws_sns_topic_policy: "notices go to the operator's mail, which is not here",
  aws_sns_topic_subscription: "notices go to the operator's mail, which is not here",
  aws_sqs_queue_redrive_allow_policy: "one process owns all queues",
  aws_subnet: "loopback has no network of its own",
  aws_vpc: "loopback has no network of its own",
  aws_vpc_endpoint: "every service is reached through the gateway",
  aws_vpc_security_group_egress_rule: "loopback has no network of its own",
  aws_vpc_security_group_ingress_rule: "loopback has no network of its own",
};

/** Attributes of those types that others refer to and that no argument gives; `id` and `arn` they all have. */
export const computedAttributes: Readonly<Record<string, readonly string[]>> = {
  aws_grafana_workspace: ["endpoint"],
  aws_eip: ["allocation_id", "public_ip"],
  aws_kms_key: ["key_id"],
  aws_vpc_endpoint: ["prefix_list_id"],
  aws_vpc: ["default_security_group_id", "default_route_table_id", "main_route_table_id"],
};

/** ARNs of those types that policies name and that are not made of the type's service and the id: service, prefix. */
export const arnForms: Readonly<Record<string, readonly [service: string, prefix: string]>> = {
  aws_cloudwatch_log_group: ["logs", "log-group:"],
  aws_kms_key: ["kms", "key/"],
};
