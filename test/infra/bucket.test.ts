import { describe, expect, test } from "@jest/globals";
import { type Body, block, referred, resourcesOf } from "../../infra/checks/stack.ts";
import { environments } from "../../infra/environments.ts";
import { synthesized } from "./synthesized.ts";

const stacks = Object.values(environments).map((environment) => synthesized({}, environment));
/** The bucket of access logs has rules of its own: see the environments' tests. */
const buckets = stacks.flatMap((stack) =>
  resourcesOf(stack, "aws_s3_bucket")
    .filter(({ address }) => !address.includes("access-logs"))
    .map(({ address, body }) => ({ stack, address, name: String(body.bucket).replace(/-\$\{.*/, "") })),
);

test("there are four in each environment: archive, failed events, look-ups and query results", () => {
  const expected = ["dev", "prod", "staging"].flatMap((environment) =>
    ["archive", "failed-events", "lookups", "query-results"].map(
      (purpose) => `clickstream-${environment}-${purpose}`,
    ),
  );
  expect(buckets.map(({ name }) => name).sort()).toEqual(expected);
});

describe.each(buckets)("$name", ({ stack, address }) => {
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
    const lifecycle = partner("aws_s3_bucket_lifecycle_configuration");
    const rule = block(lifecycle, "rule");
    expect(rule).toMatchObject({ status: "Enabled" });
    const ends = (lifecycle!.rule as Body[]).map((each) => block(each, "expiration")?.days);
    expect(ends.some((days) => Number(days) > 0)).toBe(true);
    expect(block(rule, "abort_incomplete_multipart_upload")?.days_after_initiation).toBe(7);
    expect(block(rule, "filter")).toBeDefined();
  });
});

test("archived events move to cheaper storage, and what is overwritten in production stays for a month", () => {
  const lifecycle = (name: string) => {
    const { stack, address } = buckets.find((bucket) => bucket.name === name)!;
    const of = (type: string) =>
      resourcesOf(stack, type).find(({ body }) => referred(stack, body.bucket)?.address === address)?.body;
    return {
      rule: block(of("aws_s3_bucket_lifecycle_configuration"), "rule"),
      versioning: of("aws_s3_bucket_versioning"),
    };
  };
  const archive = lifecycle("clickstream-prod-archive");
  expect(block(archive.rule, "transition")).toEqual({ days: 0, storage_class: "INTELLIGENT_TIERING" });
  expect(block(archive.rule, "noncurrent_version_expiration")).toEqual({ noncurrent_days: 30 });
  expect(block(archive.versioning, "versioning_configuration")).toEqual({ status: "Enabled" });
  expect(lifecycle("clickstream-prod-failed-events").versioning).toBeDefined();
  expect(lifecycle("clickstream-dev-archive").versioning).toBeUndefined();
});

test("files that land end after a month, and what Iceberg keeps does not end by its age", () => {
  const { stack, address } = buckets.find(({ name }) => name === "clickstream-prod-archive")!;
  const lifecycle = resourcesOf(stack, "aws_s3_bucket_lifecycle_configuration").find(
    ({ body }) => referred(stack, body.bucket)?.address === address,
  )!;
  const ends = (lifecycle.body.rule as Body[]).map((rule) => [
    block(rule, "filter")?.prefix,
    block(rule, "expiration")?.days,
  ]);
  expect(ends).toEqual([
    ["", undefined],
    ["events/", 30],
    ["errors/", 1095],
    ["predictions/", 1095],
  ]);
});

describe("files that landed", () => {
  const { dev } = environments;
  const endOf = (override: Partial<typeof dev>): unknown => {
    const rules = resourcesOf(synthesized(override), "aws_s3_bucket_lifecycle_configuration").flatMap(
      ({ body }) => body.rule as Body[],
    );
    return block(rules.find((rule) => block(rule, "filter")?.prefix === "events/")!, "expiration")?.days;
  };

  test.each<[string, Partial<typeof dev>, number]>([
    ["end once the curated table has their events", {}, 30],
    [
      "are kept as long as events where nothing takes them over",
      { schedules: { ...dev.schedules, curate: false } },
      90,
    ],
    ["are kept no longer than events", { archive: { ...dev.archive, expireAfterDays: 14 } }, 14],
  ])("%s", (_what, override, days) => {
    expect(endOf(override)).toBe(days);
  });
});
