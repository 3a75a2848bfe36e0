import type { Component } from "./component.ts";
import { athenaWorkgroup, glueDatabase, glueTable, namedQuery } from "./components/catalogue.ts";
import { deliveryStream } from "./components/delivery.ts";
import { eventInvokeConfig, functionUrl, lambdaFunction, lambdaInvocation } from "./components/functions.ts";
import {
  availabilityZones,
  callerIdentity,
  iamPolicy,
  iamRole,
  iamRolePolicy,
  partition,
  randomPassword,
  region,
  resourcePolicy,
  rolePolicyAttachment,
} from "./components/identities.ts";
import { eventSourceMapping } from "./components/mappings.ts";
import { bucketNotification } from "./components/notifications.ts";
import { eventRule, eventTarget, schedulerSchedule } from "./components/schedules.ts";
import { opensearchDomain } from "./components/search.ts";
import { dynamodbTable, replicationGroup, s3Bucket, secret, secretVersion } from "./components/stores.ts";
import { kinesisStream, kinesisStreamConsumer, sqsQueue } from "./components/streams.ts";

/** What runs here, by resource type. */
export const resourceComponents: Readonly<Record<string, Component>> = {
  aws_athena_named_query: namedQuery,
  aws_athena_workgroup: athenaWorkgroup,
  aws_cloudwatch_event_rule: eventRule,
  aws_cloudwatch_event_target: eventTarget,
  aws_dynamodb_table: dynamodbTable,
  aws_elasticache_replication_group: replicationGroup,
  aws_glue_catalog_database: glueDatabase,
  aws_glue_catalog_table: glueTable,
  aws_iam_policy: iamPolicy,
  aws_iam_role: iamRole,
  aws_iam_role_policy: iamRolePolicy,
  aws_iam_role_policy_attachment: rolePolicyAttachment,
  aws_kinesis_firehose_delivery_stream: deliveryStream,
  aws_kinesis_stream: kinesisStream,
  aws_kinesis_stream_consumer: kinesisStreamConsumer,
  aws_lambda_event_source_mapping: eventSourceMapping,
  aws_lambda_function: lambdaFunction,
  aws_lambda_function_event_invoke_config: eventInvokeConfig,
  aws_lambda_function_url: functionUrl,
  aws_lambda_invocation: lambdaInvocation,
  aws_opensearch_domain: opensearchDomain,
  aws_s3_bucket: s3Bucket,
  aws_s3_bucket_notification: bucketNotification,
  aws_s3_bucket_policy: resourcePolicy("bucket"),
  aws_scheduler_schedule: schedulerSchedule,
  aws_secretsmanager_secret: secret,
  aws_secretsmanager_secret_version: secretVersion,
  aws_sqs_queue: sqsQueue,
  aws_sqs_queue_policy: resourcePolicy("queue_url"),
};

export const dataComponents: Readonly<Record<string, Component>> = {
  aws_availability_zones: availabilityZones,
  aws_caller_identity: callerIdentity,
  aws_partition: partition,
  aws_region: region,
  aws_secretsmanager_random_password: randomPassword,
};
