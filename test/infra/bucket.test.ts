import { describe, expect, test } from "@jest/globals";
import { block, referred, resourcesOf } from "../../infra/checks/stack.ts";
import { synthesized } from "./synthesized.ts";

const stack = synthesized();
const buckets = resourcesOf(stack, "aws_s3_bucket");

test("there are three: archive, failed events and query results", () => {
  const names = buckets.map(({ body }) => String(body.bucket).replace(/-\$\{.*/, ""));
  expect(names.sort()).toEqual([
    "clickstream-dev-archive",
    "clickstream-dev-failed-events",
    "clickstream-dev-query-results",
  ]);
});

describe.each(buckets)("$address", ({ address }) => {
  const partner = (type: string) => {
    const found = resourcesOf(stack, type).filter(
      ({ body }) => referred(stack, body.bucket)?.address === address,
    );
    expect(found).toHaveLength(1);
    return found[0]!.body;
  };

  test("blocks all public access", () => {
    expect(partner("aws_s3_bucket_public_access_block")).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
  });

  test("encrypts by default with a key of its own account", () => {
    const rule = block(partner("aws_s3_bucket_server_side_encryption_configuration"), "rule");
    expect(block(rule, "apply_server_side_encryption_by_default")).toMatchObject({
      sse_algorithm: "aws:kms",
    });
    expect(rule?.bucket_key_enabled).toBe(true);
  });

  test("refuses whatever does not come by TLS", () => {
    const { Statement } = JSON.parse(String(partner("aws_s3_bucket_policy").policy));
    expect(Statement).toContainEqual({
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [`\${${address}.arn}`, `\${${address}.arn}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    });
  });

  test("deletes objects and unfinished uploads in the end", () => {
    const rule = block(partner("aws_s3_bucket_lifecycle_configuration"), "rule");
    expect(rule).toMatchObject({ status: "Enabled" });
    expect(Number(block(rule, "expiration")?.days)).toBeGreaterThan(0);
    expect(block(rule, "abort_incomplete_multipart_upload")?.days_after_initiation).toBe(7);
    expect(block(rule, "filter")).toBeDefined();
  });
});
