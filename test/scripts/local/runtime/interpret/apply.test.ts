import { describe, expect, test } from "@jest/globals";
import { checkVariables } from "../../../../../scripts/local/runtime/interpret/apply.ts";
import { parseDocument } from "../../../../../scripts/local/runtime/interpret/document.ts";
import { applied } from "./stack.ts";

describe("applying a stack", () => {
  test("creates what it declares, with references, variables, locals and data resolved", () => {
    const { attributes, outputs, created } = applied(
      {
        data: { aws_caller_identity: { me: {} }, aws_region: { here: {} } },
        locals: { prefix: "click-${var.stage}" },
        variable: { stage: { default: "dev" } },
        resource: {
          aws_kinesis_stream: { raw: { name: "${local.prefix}-raw", shard_count: 2, retention_period: 48 } },
          aws_s3_bucket: {
            b: {
              bucket:
                "${local.prefix}-${data.aws_caller_identity.me.account_id}-${data.aws_region.here.region}",
            },
          },
        },
        output: { stream: { value: "${aws_kinesis_stream.raw.arn}" } },
      },
      { stage: "test" },
    );
    expect(created).toEqual([
      ["stream", "click-test-raw", 2, { mode: "PROVISIONED", throttled: true, retentionHours: 48 }],
      ["bucket", "click-test-000000000000-eu-west-1"],
    ]);
    expect(outputs.stream).toBe("arn:aws:kinesis:eu-west-1:000000000000:stream/click-test-raw");
    expect(attributes.get("aws_s3_bucket.b")).toMatchObject({ id: "click-test-000000000000-eu-west-1" });
  });

  test.each([
    {
      what: "an unknown type",
      resource: { aws_new_thing: { x: {} } },
      message: "aws_new_thing.x: the local runtime does not know type aws_new_thing",
    },
    {
      what: "an argument that would be ignored in silence",
      resource: { aws_kinesis_stream: { raw: { name: "raw", shard_count: 1, warp: 9 } } },
      message: "aws_kinesis_stream.raw sets warp",
    },
    {
      what: "a nested argument that would be ignored in silence",
      resource: {
        aws_dynamodb_table: {
          t: { name: "t", hash_key: "pk", attribute: [{ name: "pk", type: "S" }], ttl: { warp: 1 } },
        },
      },
      message: "aws_dynamodb_table.t, ttl sets warp",
    },
    {
      what: "an attribute that is not answered",
      resource: {
        aws_sqs_queue: { a: { name: "a" }, b: { name: "b", redrive_policy: "${aws_sqs_queue.a.warp}" } },
      },
      message: "aws_sqs_queue.b refers to aws_sqs_queue.a.warp, whose warp",
    },
    {
      what: "a missing argument",
      resource: { aws_sqs_queue: { a: {} } },
      message: "aws_sqs_queue.a: name should be set",
    },
    {
      what: "repetition",
      resource: { aws_sqs_queue: { a: { name: "a", count: 2 } } },
      message: "aws_sqs_queue.a uses count",
    },
    {
      what: "a filter on a stream",
      resource: {
        aws_lambda_event_source_mapping: {
          m: {
            event_source_arn: "arn:aws:kinesis:eu-west-1:0:stream/raw",
            function_name: "f",
            starting_position: "LATEST",
            filter_criteria: { filter: [{ pattern: "{}" }] },
          },
        },
      },
      message: "aws_lambda_event_source_mapping.m filters records",
    },
  ])("$what stops it with a sentence that names the resource", ({ resource, message }) => {
    expect(() => applied({ resource })).toThrow(message);
  });

  test("resources without a local effect answer their arguments, an id and an ARN", () => {
    const { attributes } = applied({
      resource: {
        aws_kms_key: { key: { description: "d" } },
        aws_cloudwatch_log_group: { logs: { name: "/aws/x", kms_key_id: "${aws_kms_key.key.arn}" } },
      },
    });
    expect(attributes.get("aws_kms_key.key")).toMatchObject({
      key_id: expect.any(String),
      arn: expect.any(String),
    });
    expect(attributes.get("aws_cloudwatch_log_group.logs")).toMatchObject({ name: "/aws/x", id: "/aws/x" });
  });

  test("Redis is where the caller says, without TLS", () => {
    const group = {
      replication_group_id: "r",
      description: "d",
      transit_encryption_enabled: true,
      num_cache_clusters: 2,
    };
    const { attributes } = applied(
      { resource: { aws_elasticache_replication_group: { r: group } } },
      {},
      { redis: { host: "127.0.0.9", port: 7000 } },
    );
    expect(attributes.get("aws_elasticache_replication_group.r")).toMatchObject({
      primary_endpoint_address: "127.0.0.9",
      port: 7000,
      transit_encryption_enabled: false,
    });
  });

  const guarded = (token: object) => ({
    resource: {
      aws_secretsmanager_secret: { s: { name: "dev/redis" }, other: { name: "dev/other" } },
      aws_secretsmanager_secret_version: {
        v: { secret_id: "${aws_secretsmanager_secret.s.id}", secret_string: "made up" },
        w: { secret_id: "${aws_secretsmanager_secret.other.id}", secret_string: "another" },
      },
      aws_elasticache_replication_group: { r: { replication_group_id: "g", ...token } },
    },
  });
  const token = { auth_token: "${aws_secretsmanager_secret_version.v.secret_string}" };

  test.each([
    ["keeps the declared token for a Redis without a password", {}, "made up", false],
    ["has its password", { password: "p" }, "p", false],
    [
      "has its user, too",
      { username: "u", password: "p", tls: true },
      '{"username":"u","password":"p"}',
      true,
    ],
  ])("the secret of a declared Redis %s", (_description, more, value, tls) => {
    const { secrets, attributes } = applied(guarded(token), {}, { redis: { host: "h", port: 1, ...more } });
    expect(Object.fromEntries(secrets)).toEqual({ "dev/redis": value, "dev/other": "another" });
    expect(attributes.get("aws_elasticache_replication_group.r")).toMatchObject({
      transit_encryption_enabled: tls,
    });
  });

  test("a Redis with a password needs a stack whose functions bring one", () => {
    const redis = { host: "h", port: 1, password: "hunter2" };
    expect(() => applied(guarded({}), {}, { redis })).toThrow("wants a password");
  });

  test.each([
    { given: {}, value: "declared" },
    { given: { "dev/redis": "mine" }, value: "mine" },
  ])("a secret's value: $value", ({ given, value }) => {
    const { secrets } = applied(
      {
        resource: {
          aws_secretsmanager_secret: { s: { name: "dev/redis" } },
          aws_secretsmanager_secret_version: {
            v: { secret_id: "${aws_secretsmanager_secret.s.id}", secret_string: "declared" },
          },
        },
      },
      {},
      { secrets: given as Record<string, string> },
    );
    expect(secrets.get("dev/redis")).toBe(value);
  });
});

describe("variables", () => {
  const document = parseDocument({ variable: { needed: {}, other: { default: "" } } });
  test.each([
    { values: { needed: "x" }, message: undefined },
    { values: {}, message: "The stack needs a value for: needed." },
    { values: { needed: "x", misspelt: "y" }, message: "There is no variable misspelt in the stack." },
  ])("$values: $message", ({ values, message }) => {
    const check = () => checkVariables(document, values);
    if (message) expect(check).toThrow(message);
    else expect(check).not.toThrow();
  });
});
