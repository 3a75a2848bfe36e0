import { describe, expect, test } from "@jest/globals";
import { resourcesOf } from "../../infra/checks/stack.ts";
import { environments } from "../../infra/environments.ts";
import { explored, synthesized } from "./synthesized.ts";

/** Whatever holds data, or whose absence lays it open or stops the flow of it. */
const HOLDS = [
  "aws_dynamodb_table",
  "aws_elasticache_replication_group",
  "aws_glue_catalog_database",
  "aws_kinesis_firehose_delivery_stream",
  "aws_kinesis_stream",
  "aws_kms_key",
  "aws_opensearch_domain",
  "aws_s3_bucket",
  "aws_s3_bucket_policy",
  "aws_s3_bucket_public_access_block",
  "aws_s3_bucket_server_side_encryption_configuration",
  "aws_s3_bucket_versioning",
  "aws_secretsmanager_secret",
  "aws_secretsmanager_secret_version",
  "aws_sqs_queue",
];

const prevented = ({ lifecycle }: { lifecycle?: unknown }) =>
  (lifecycle as { prevent_destroy?: boolean } | undefined)?.prevent_destroy === true;

describe("an environment that keeps its data", () => {
  const prod = synthesized({ sinks: explored }, environments.prod);

  test.each(HOLDS)("destroys no %s, and replaces none", (type) => {
    const bodies = resourcesOf(prod, type).map(({ body }) => body);
    expect(bodies.length).toBeGreaterThan(0);
    expect(bodies.filter((body) => !prevented(body))).toEqual([]);
  });

  test("keeps log groups when it forgets them", () => {
    for (const { body } of resourcesOf(prod, "aws_cloudwatch_log_group"))
      expect(body.skip_destroy).toBe(true);
  });
});

test("others are taken down whole: nothing is kept, and no name of a secret stays taken", () => {
  const dev = synthesized({ sinks: explored });
  for (const type of HOLDS)
    for (const { body } of resourcesOf(dev, type))
      expect({ type, kept: prevented(body) }).toEqual({ type, kept: false });
  for (const { body } of resourcesOf(dev, "aws_secretsmanager_secret"))
    expect(body.recovery_window_in_days).toBe(0);
});

test("the token of the shipped model is nothing to keep: a model of one's own may take its place", () => {
  const stack = synthesized({ retainData: true });
  const token = resourcesOf(stack, "aws_secretsmanager_secret").find(({ address }) =>
    address.includes("model-token"),
  );
  expect(prevented(token!.body)).toBe(false);
});
