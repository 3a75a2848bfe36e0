import { mkdtempSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { App } from "cdktf";
import { block, referred, resourcesOf } from "../../infra/checks/stack.ts";
import { environments } from "../../infra/environments.ts";
import { Pipeline } from "../../infra/pipeline.ts";
import { bundles, only, synthesized } from "./synthesized.ts";

const dev = synthesized();

describe.each(Object.keys(environments) as (keyof typeof environments)[])("the stack of %s", (name) => {
  const environment = environments[name];

  test("passes the checks, and twice the same source gives the same text", () => {
    const directory = bundles();
    const synth = () => {
      const outdir = mkdtempSync(path.join(os.tmpdir(), "synth-"));
      const app = new App({ outdir });
      new Pipeline(app, `clickstream-${name}`, { environment, bundles: directory });
      app.synth();
      return readFileSync(path.join(outdir, "stacks", `clickstream-${name}`, "cdk.tf.json"), "utf8");
    };
    expect(synth()).toBe(synth());
  });

  test("is plain: no function, no count, no loop, no path of this machine", () => {
    // Conditions on variables and on what a region has are terraform's own, and nothing else refers to them.
    const conditions = ["validation", "postcondition"];
    const text = JSON.stringify(synthesized({}, environment), (name, value) =>
      conditions.includes(name) ? undefined : value,
    );
    const references = text.match(/\$\{[^}]*\}/g) ?? [];
    expect(references.length).toBeGreaterThan(100);
    for (const reference of references)
      expect(reference).toMatch(/^\$\{(var\.\w+|(data\.)?aws_\w+\.[\w-]+\.\w+(\[\d\])?)\}$/);
    expect(text).not.toMatch(/"(count|for_each)":/);
    expect(text).not.toContain(process.cwd());
  });

  test("refers only to what it declares", () => {
    const stack = synthesized({}, environment);
    const text = JSON.stringify(stack.resource) + JSON.stringify(stack.output);
    for (const reference of new Set(text.match(/\$\{(aws_|var\.)[^}]*\}/g))) {
      const variable = /^\$\{var\.(\w+)\}$/.exec(reference)?.[1];
      expect({
        reference,
        found: variable ? variable in stack.variable : !!referred(stack, reference),
      }).toEqual({
        reference,
        found: true,
      });
    }
  });
});

test("a failing check stops the synthesis with its sentence", () => {
  const app = new App({ outdir: mkdtempSync(path.join(os.tmpdir(), "synth-")) });
  const environment = { ...environments.dev, raw: { retentionHours: 24 } };
  new Pipeline(app, "clickstream-dev", { environment, bundles: bundles() });
  expect(() => app.synth()).toThrow(/streams_raw\w+ keeps records for 24 h; it needs at least 48 h/);
});

test("a missing bundle is named together with what makes it", () => {
  const app = new App({ outdir: mkdtempSync(path.join(os.tmpdir(), "synth-")) });
  const props = { environment: environments.dev, bundles: "nowhere" };
  expect(() => new Pipeline(app, "clickstream-dev", props)).toThrow(
    /nowhere.*is missing: run `npm run build`/,
  );
});

describe.each(Object.values(environments))("encryption in $name", (environment) => {
  const stack = synthesized({}, environment);
  const key = only(stack, "aws_kms_key").address;
  const reference = `\${${key}.arn}`;

  test.each([
    ["aws_kinesis_stream", "kms_key_id"],
    ["aws_sqs_queue", "kms_master_key_id"],
    ["aws_sns_topic", "kms_master_key_id"],
    ["aws_cloudwatch_log_group", "kms_key_id"],
    ["aws_secretsmanager_secret", "kms_key_id"],
    ["aws_elasticache_replication_group", "kms_key_id"],
    ["aws_lambda_function", "kms_key_arn"],
  ])("every %s names the stack's key in %s", (type, argument) => {
    const bodies = resourcesOf(stack, type).map(({ body }) => body);
    expect(bodies.length).toBeGreaterThan(0);
    for (const body of bodies) expect(body[argument]).toBe(reference);
  });

  test("covers tables, query results and archived objects", () => {
    for (const { body } of resourcesOf(stack, "aws_dynamodb_table"))
      expect(block(body, "server_side_encryption")).toEqual({ enabled: true, kms_key_arn: reference });
    expect(
      block(
        only(stack, "aws_athena_workgroup").body,
        "configuration",
        "result_configuration",
        "encryption_configuration",
      ),
    ).toEqual({ encryption_option: "SSE_KMS", kms_key_arn: reference });
    const delivery = only(stack, "aws_kinesis_firehose_delivery_stream").body;
    expect(block(delivery, "extended_s3_configuration")?.kms_key_arn).toBe(reference);
  });

  test("no secret stands in the text: values are made by AWS", () => {
    for (const { body } of resourcesOf(stack, "aws_secretsmanager_secret_version"))
      expect(body.secret_string).toMatch(
        /^\$\{data\.aws_secretsmanager_random_password\.[\w-]+\.random_password\}$/,
      );
  });
});

describe("data that must outlive a mistake", () => {
  const prod = synthesized({}, environments.prod);

  test("is kept in production", () => {
    for (const { body } of resourcesOf(prod, "aws_dynamodb_table"))
      expect(body.deletion_protection_enabled).toBe(true);
    expect(only(prod, "aws_dynamodb_table", "cursors").body).toMatchObject({
      point_in_time_recovery: { enabled: true },
    });
    for (const { body } of resourcesOf(prod, "aws_s3_bucket")) expect(body.force_destroy).toBe(false);
  });

  test("may go with a development stack", () => {
    for (const { body } of resourcesOf(dev, "aws_s3_bucket")) expect(body.force_destroy).toBe(true);
  });
});

test("predictions are one item a user and event, and expire", () => {
  expect(only(dev, "aws_dynamodb_table", "predictions").body).toMatchObject({
    billing_mode: "PAY_PER_REQUEST",
    hash_key: "pk",
    range_key: "sk",
    ttl: { attribute_name: "expires_at", enabled: true },
  });
});

test.each([true, false])(
  "predictions can be put back to an earlier second where that is asked for: %s",
  (predictionRecovery) => {
    const { body } = only(synthesized({ predictionRecovery }), "aws_dynamodb_table", "predictions");
    expect(body.point_in_time_recovery).toEqual({ enabled: predictionRecovery });
  },
);

describe("a provisioned table of predictions", () => {
  const capacity = { writes: { least: 20, most: 900 }, reads: { least: 5, most: 50 }, targetPercent: 60 };
  const stack = synthesized({ predictionCapacity: capacity });

  test("begins with the least, and keeps what auto-scaling has set", () => {
    expect(only(stack, "aws_dynamodb_table", "predictions").body).toMatchObject({
      billing_mode: "PROVISIONED",
      write_capacity: 20,
      read_capacity: 5,
      lifecycle: { ignore_changes: ["write_capacity", "read_capacity"] },
    });
  });

  test.each([
    { id: "writes", dimension: "WriteCapacityUnits", metric: "DynamoDBWriteCapacityUtilization" },
    { id: "reads", dimension: "ReadCapacityUnits", metric: "DynamoDBReadCapacityUtilization" },
  ] as const)("is scaled by what is used of its $id", ({ id, dimension, metric }) => {
    const range = only(stack, "aws_appautoscaling_target", id);
    expect(range.body).toMatchObject({
      scalable_dimension: `dynamodb:table:${dimension}`,
      min_capacity: capacity[id].least,
      max_capacity: capacity[id].most,
    });
    expect(range.body.resource_id).toMatch(/^table\/\$\{aws_dynamodb_table\.predictions_/);
    const policy = only(stack, "aws_appautoscaling_policy", id).body;
    expect(policy.resource_id).toBe(`\${${range.address}.resource_id}`);
    expect(policy.target_tracking_scaling_policy_configuration).toEqual({
      predefined_metric_specification: { predefined_metric_type: metric },
      target_value: 60,
    });
  });
});

test("scripts find a deployed stack by its outputs", () => {
  expect(Object.keys(dev.output).sort()).toEqual([
    "address_key_secret",
    "alarm_topic",
    "archive_bucket",
    "curate_function",
    "cursors_table",
    "dashboard_url",
    "database",
    "delivery_stream",
    "enriched_stream",
    "failed_bucket",
    "failed_queue_url",
    "lanes",
    "load_function",
    "lookups_bucket",
    "predictions_table",
    "raw_stream",
    "results_bucket",
    "scoring",
    "workgroup",
  ]);
  // What `cdktf deploy --outputs-file` calls them: for the scripts they must have the same names there.
  const { outputs } = (dev as unknown as { "//": { outputs: Record<string, object> } })["//"];
  expect(Object.keys(outputs["clickstream-dev"]!).sort()).toEqual(Object.keys(dev.output).sort());
});
