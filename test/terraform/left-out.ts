/**
 * What moto 5.2 cannot do, so that an apply against it leaves it out of a copy of the stack, and what refers to it
 * (alarms on a mapping, for example). Each with the reason. Nor can it destroy the stack: it does not know how to delete
 * a cache's subnet group, so the suite ends with the server itself.
 */
export const leftOut: Readonly<Record<string, string>> = {
  aws_athena_named_query: "moto cannot delete one, as a query with another text has to be",
  aws_elasticache_parameter_group:
    "moto has no cache parameter groups (501, which the provider retries for minutes)",
  aws_elasticache_replication_group:
    "moto makes the group without the clusters that are its nodes, and the provider reads those",
  aws_lambda_invocation: "moto runs functions in Docker alone",
  aws_lambda_event_source_mapping:
    "with a mapping present moto's PutRecord stores the record and answers 500, so that clients send it again",
  aws_s3_bucket_policy:
    "moto looks past the conditions of a bucket's policy: the rule against what comes without TLS refuses everything",
  aws_sqs_queue_redrive_allow_policy:
    "moto never reports the attribute back, and the provider waits for it for ever",
};

/** Arguments that moto takes and does not report as they were: a plan would change them for ever. By type. */
export const unreported: Readonly<Record<string, { arguments: readonly string[]; reason: string }>> = {
  aws_athena_workgroup: {
    arguments: ["force_destroy"],
    reason: "moto cannot update one, and the provider updates it for what it alone knows",
  },
  aws_lambda_function: {
    arguments: ["kms_key_arn", "logging_config"],
    reason: "moto does not describe them",
  },
  aws_vpc_security_group_egress_rule: {
    arguments: ["description"],
    reason: "moto forgets it of a rule for a list of addresses",
  },
  aws_sqs_queue: {
    arguments: ["redrive_policy"],
    reason: "moto writes the JSON with blanks, where SQS and the provider write none",
  },
};

/** Types that are made without the stack's default tags. */
export const untagged: Readonly<Record<string, string>> = {
  aws_kinesis_stream: "moto forgets the tags that a stream is made with",
};
