import { describe, expect, test } from "@jest/globals";
import { type Body, block, referred, resourcesOf } from "../../infra/checks/stack.ts";
import { environments } from "../../infra/environments.ts";
import { explored, type Synthesized, synthesized } from "./synthesized.ts";

/** Rules of AWS Foundational Security Best Practices and of checkov that concern what prod is made of. */
type Rule = readonly [rule: string, title: string, met: ((stack: Synthesized) => void) | string];

const all =
  (type: string, holds: (body: Body, stack: Synthesized, address: string) => boolean) =>
  (stack: Synthesized) => {
    const found = resourcesOf(stack, type);
    expect(found.length).toBeGreaterThan(0);
    expect(
      found.filter(({ address, body }) => !holds(body, stack, address)).map(({ address }) => address),
    ).toEqual([]);
  };

/** Every bucket has a partner of a type, of which that holds. */
const partnered = (type: string, holds: (body: Body) => boolean = () => true) =>
  all("aws_s3_bucket", (_body, stack, address) =>
    resourcesOf(stack, type).some(
      ({ body }) => referred(stack, body.bucket)?.address === address && holds(body),
    ),
  );

const closed = ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"];

const denies = (text: unknown) => String(text).includes('"aws:SecureTransport":"false"');

const rules: readonly Rule[] = [
  [
    "Kinesis.1 CKV_AWS_43",
    "streams are encrypted",
    all("aws_kinesis_stream", (body) => body.encryption_type === "KMS" && !!body.kms_key_id),
  ],
  [
    "Kinesis.3",
    "streams keep records for a week",
    all("aws_kinesis_stream", (body) => Number(body.retention_period) >= 168),
  ],
  [
    "DynamoDB.6",
    "tables cannot be deleted by mistake",
    all("aws_dynamodb_table", (body) => body.deletion_protection_enabled === true),
  ],
  [
    "CKV_AWS_119",
    "tables are encrypted with a key of the account",
    all("aws_dynamodb_table", (body) => !!block(body, "server_side_encryption")?.kms_key_arn),
  ],
  [
    "S3.1 S3.8 CKV_AWS_53..56",
    "buckets are closed to the public",
    partnered("aws_s3_bucket_public_access_block", (body) => closed.every((door) => body[door] === true)),
  ],
  ["S3.5", "buckets take TLS only", partnered("aws_s3_bucket_policy", (body) => denies(body.policy))],
  ["S3.13 CKV2_AWS_61", "objects come to an end", partnered("aws_s3_bucket_lifecycle_configuration")],
  [
    "S3.17 CKV_AWS_145",
    "buckets are encrypted",
    partnered("aws_s3_bucket_server_side_encryption_configuration"),
  ],
  [
    "S3.9 CKV_AWS_18",
    "requests to buckets are recorded",
    (stack) =>
      expect(resourcesOf(stack, "aws_s3_bucket_logging")).toHaveLength(
        resourcesOf(stack, "aws_s3_bucket").length - 1,
      ),
  ],
  [
    "S3.14 CKV_AWS_21",
    "buckets keep versions",
    "query results and access logs come again or only grow; the archive and failed events do",
  ],
  [
    "CKV_AWS_144",
    "buckets are copied to another region",
    "the price doubles; whoever needs it sets replication up on the bucket's name",
  ],
  ["SQS.1 CKV_AWS_27", "queues are encrypted", all("aws_sqs_queue", (body) => !!body.kms_master_key_id)],
  ["SNS.1 CKV_AWS_26", "the topic is encrypted", all("aws_sns_topic", (body) => !!body.kms_master_key_id)],
  ["KMS.4 CKV_AWS_7", "the key is rotated", all("aws_kms_key", (body) => body.enable_key_rotation === true)],
  [
    "ElastiCache.1",
    "Redis is backed up",
    all("aws_elasticache_replication_group", (body) => Number(body.snapshot_retention_limit) >= 1),
  ],
  [
    "ElastiCache.2",
    "Redis is upgraded",
    all("aws_elasticache_replication_group", (body) => body.auto_minor_version_upgrade === "true"),
  ],
  [
    "ElastiCache.3",
    "Redis fails over",
    all("aws_elasticache_replication_group", (body) => body.automatic_failover_enabled === true),
  ],
  [
    "ElastiCache.4 CKV_AWS_191",
    "Redis is encrypted where it rests",
    all(
      "aws_elasticache_replication_group",
      (body) => body.at_rest_encryption_enabled === "true" && !!body.kms_key_id,
    ),
  ],
  [
    "ElastiCache.5 CKV_AWS_30",
    "Redis speaks TLS",
    all("aws_elasticache_replication_group", (body) => body.transit_encryption_enabled === true),
  ],
  [
    "ElastiCache.6 CKV_AWS_31",
    "Redis asks for a token",
    all("aws_elasticache_replication_group", (body) => !!body.auth_token),
  ],
  [
    "Lambda.1",
    "functions are not public",
    (stack) => expect(resourcesOf(stack, "aws_lambda_function_url")).toEqual([]),
  ],
  ["Lambda.2", "runtimes are supported", all("aws_lambda_function", (body) => body.runtime === "nodejs24.x")],
  [
    "Lambda.3 CKV_AWS_117",
    "functions are in a network",
    "only enrich needs one; the others call AWS and named hosts over TLS, and a network would cost NAT",
  ],
  [
    "CKV_AWS_115",
    "functions have a concurrency of their own",
    "what is driven by streams is bounded by shards; held back is what must be",
  ],
  [
    "CKV_AWS_116",
    "functions have a dead-letter queue",
    "triggers have on-failure destinations; the schedules are not repeated and go on from the cursor",
  ],
  ["CKV_AWS_173", "variables are encrypted", all("aws_lambda_function", (body) => !!body.kms_key_arn)],
  [
    "CKV_AWS_50",
    "functions are traced",
    all("aws_lambda_function", (body) => block(body, "tracing_config")?.mode === "Active"),
  ],
  [
    "CKV_AWS_272",
    "code is signed",
    "a hash of each bundle stands in the plan; signing needs a profile of the account",
  ],
  [
    "CloudWatch.16 CKV_AWS_338",
    "logs are kept for a year",
    all("aws_cloudwatch_log_group", (body) => Number(body.retention_in_days) >= 365),
  ],
  ["CKV_AWS_158", "logs are encrypted", all("aws_cloudwatch_log_group", (body) => !!body.kms_key_id)],
  [
    "CloudWatch.15",
    "alarms have an action",
    all("aws_cloudwatch_metric_alarm", (body) => (body.alarm_actions as unknown[]).length > 0),
  ],
  [
    "EC2.2 CKV2_AWS_12",
    "the network's default group lets nothing through",
    all("aws_default_security_group", (body) => body.ingress === undefined && body.egress === undefined),
  ],
  [
    "EC2.6 CKV2_AWS_11",
    "the network's connections are recorded",
    all("aws_flow_log", (body) => !!body.log_destination),
  ],
  [
    "EC2.19 CKV_AWS_24",
    "nothing is open to the world",
    all("aws_vpc_security_group_ingress_rule", (body) => !!body.referenced_security_group_id),
  ],
  [
    "EC2 endpoints",
    "endpoints lead to this account only",
    all(
      "aws_vpc_endpoint",
      (body) =>
        /aws:ResourceAccount/.test(String(body.policy)) && /aws:PrincipalAccount/.test(String(body.policy)),
    ),
  ],
  [
    "SecretsManager.1 CKV2_AWS_57",
    "secrets are rotated by the clock",
    "the token is rotated by a command; the key of the address hash never, as every pseudonym would change",
  ],
  [
    "SecretsManager.3 CKV_AWS_149",
    "secrets are encrypted with a key of the account",
    all("aws_secretsmanager_secret", (body) => !!body.kms_key_id),
  ],
  [
    "DataFirehose.1 CKV_AWS_240",
    "delivery is encrypted",
    all(
      "aws_kinesis_firehose_delivery_stream",
      (body) => !!block(body, "extended_s3_configuration")?.kms_key_arn,
    ),
  ],
  [
    "Athena.4 CKV_AWS_159",
    "query results are encrypted, whoever asks",
    all(
      "aws_athena_workgroup",
      (body) => block(body, "configuration")?.enforce_workgroup_configuration === true,
    ),
  ],
  [
    "Opensearch.1 Opensearch.2 CKV_AWS_247 CKV_AWS_137",
    "domains are encrypted with a key of the account, and in a network",
    all(
      "aws_opensearch_domain",
      (body) =>
        !!block(body, "encrypt_at_rest")?.kms_key_id &&
        ((block(body, "vpc_options")?.security_group_ids as unknown[]) ?? []).length > 0,
    ),
  ],
  [
    "Opensearch.3 Opensearch.8 CKV_AWS_6 CKV_AWS_83 CKV_AWS_228",
    "domains speak TLS 1.2 or later to whoever calls, and among their nodes",
    all(
      "aws_opensearch_domain",
      (body) =>
        block(body, "node_to_node_encryption")?.enabled === true &&
        block(body, "domain_endpoint_options")?.enforce_https === true &&
        block(body, "domain_endpoint_options")?.tls_security_policy === "Policy-Min-TLS-1-2-PFS-2023-10",
    ),
  ],
  [
    "Opensearch.4 CKV_AWS_317",
    "domains write their errors to CloudWatch",
    all(
      "aws_opensearch_domain",
      (body) => block(body, "log_publishing_options")?.log_type === "ES_APPLICATION_LOGS",
    ),
  ],
  [
    "Opensearch.10",
    "domains are updated",
    all(
      "aws_opensearch_domain",
      (body) => block(body, "software_update_options")?.auto_software_update_enabled === true,
    ),
  ],
  [
    "Opensearch.5 Opensearch.7",
    "domains know users of their own, and write down what they do",
    "IAM decides who calls, by policies that name the domain's paths, and the network who comes near; a domain with users of its own takes a second list of them, by hand",
  ],
  [
    "Opensearch.6 Opensearch.11",
    "domains have three data nodes and three that only manage them",
    "the setting `instances` says how many hold data; it is a copy to explore, and events wait in the stream while it is away",
  ],
  [
    "CKV_AWS_94",
    "the catalogue is encrypted",
    "it is one for the account and region, and holds no data; the setting catalogEncryption turns it on",
  ],
];

describe("prod and the rules that auditors bring", () => {
  const prod = synthesized({ sinks: explored }, environments.prod);
  test.each(
    rules.filter(
      (rule): rule is readonly [string, string, (stack: Synthesized) => void] => typeof rule[2] !== "string",
    ),
  )("%s: %s", (_rule, _title, met) => met(prod));

  test.each(rules.filter(([, , met]) => typeof met === "string"))(
    "%s is not followed, for a reason",
    (_rule, _title, reason) => {
      expect(String(reason).length).toBeGreaterThan(40);
    },
  );
});

test("the shipped model's address is public, where nothing else is: whoever calls it must show a token", () => {
  const dev = synthesized();
  expect(resourcesOf(dev, "aws_lambda_function_url").map(({ body }) => body.authorization_type)).toEqual([
    "NONE",
  ]);
});

test("the catalogue is encrypted where that is asked for", () => {
  const stack = synthesized({ catalogEncryption: true });
  const [{ body }] = resourcesOf(stack, "aws_glue_data_catalog_encryption_settings") as unknown as [
    { body: Body },
  ];
  const settings = block(body, "data_catalog_encryption_settings");
  expect(block(settings, "encryption_at_rest")).toMatchObject({ catalog_encryption_mode: "SSE-KMS" });
});
