import { describe, expect, test } from "@jest/globals";
import { type Body, block, referred, resourcesOf } from "../../infra/checks/stack.ts";
import { environments } from "../../infra/environments.ts";
import { partOf } from "../../infra/network/range.ts";
import { only, synthesized, withEnvironment } from "./synthesized.ts";

test("resources carry the application, the environment and the environment's own tags", () => {
  const stack = synthesized({ tags: { team: "growth" } }) as unknown as { provider: { aws: Body[] } };
  expect(stack.provider.aws[0]?.default_tags).toEqual([
    { tags: { application: "clickstream", environment: "dev", team: "growth" } },
  ]);
});

describe("state", () => {
  const backend = (stack: Body) => (stack.terraform as Body).backend;

  test("is kept beside the project unless told otherwise", () => {
    expect(backend(synthesized() as unknown as Body)).toEqual({
      local: { path: "../../../terraform.clickstream-dev.tfstate" },
    });
  });

  test("is kept in the bucket that is named, locked and encrypted", () => {
    const stack = withEnvironment({ STATE_BUCKET: "states", STATE_REGION: "eu-west-1" }, () => synthesized());
    expect(backend(stack as unknown as Body)).toEqual({
      s3: {
        bucket: "states",
        key: "clickstream-dev.tfstate",
        encrypt: true,
        region: "eu-west-1",
        use_lockfile: true,
      },
    });
  });
});

describe("values that the operator brings", () => {
  const wanted = (stack: ReturnType<typeof synthesized>) =>
    Object.entries(stack.variable)
      .filter(([, { default: standard }]) => standard === undefined)
      .map(([name]) => name)
      .sort();

  test("are wanted where nothing stands in for them: in production, and nowhere else", () => {
    expect(wanted(synthesized())).toEqual([]);
    expect(wanted(synthesized({}, environments.prod))).toEqual([
      "elasticsearch_secret_arn",
      "elasticsearch_url",
      "model_secret_arn",
      "model_url",
    ]);
  });

  test("come from the environment's file, and before that from this process", () => {
    const modelUrl = "https://model.example.org/predict";
    const url = (stack: ReturnType<typeof synthesized>) => stack.variable.model_url?.default;
    expect(url(synthesized({ modelUrl }))).toBe(modelUrl);
    const other = "https://other.example.org/predict";
    expect(url(withEnvironment({ MODEL_URL: other }, () => synthesized({ modelUrl })))).toBe(other);
  });

  test("are not given by a variable that is empty, as CI sets those that nobody has given a value", () => {
    const empty = {
      ALARM_EMAIL: "",
      STATE_BUCKET: "",
      MODEL_URL: "",
      MAPPING: "",
      BAD_RATIO: "",
    };
    const override = {
      modelUrl: "https://model.example.org/predict",
      alarms: { ...environments.dev.alarms, email: "ops@example.org" },
    };
    expect(withEnvironment(empty, () => synthesized(override))).toEqual(synthesized(override));
    expect(only(synthesized(override), "aws_sns_topic_subscription").body.endpoint).toBe("ops@example.org");
  });
});

describe("a network that exists", () => {
  const network = { vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"] };
  const stack = synthesized({ network });

  test("is used and left alone", () => {
    for (const type of ["aws_vpc", "aws_subnet", "aws_route_table", "aws_vpc_endpoint", "aws_nat_gateway"])
      expect(resourcesOf(stack, type)).toEqual([]);
    for (const { body } of resourcesOf(stack, "aws_security_group")) expect(body.vpc_id).toBe("vpc-1");
    const place = block(only(stack, "aws_lambda_function", ".enrich_").body, "vpc_config");
    expect(place?.subnet_ids).toEqual(network.subnetIds);
    expect(only(stack, "aws_elasticache_subnet_group").body.subnet_ids).toEqual(network.subnetIds);
  });
});

describe("the range of a network", () => {
  test.each([
    ["10.80.0.0/16", 0, "10.80.0.0/20"],
    ["10.80.0.0/16", 2, "10.80.32.0/20"],
    ["172.16.0.0/16", 15, "172.16.240.0/20"],
  ])("%s has part %d at %s", (cidr, index, part) => {
    expect(partOf(cidr, index)).toBe(part);
  });

  test.each(["10.80.0.0/20", "10.300.0.0/16", "10.80.1.0/16", ""])("%j is refused", (cidr) => {
    expect(() => partOf(cidr, 0)).toThrow(/expected a \/16/);
  });

  test("is another one in each environment, so that they can be connected", () => {
    const ranges = Object.values(environments).map(({ network }) => "cidr" in network && network.cidr);
    expect(new Set(ranges).size).toBe(ranges.length);
  });
});

describe("access logs", () => {
  const stack = synthesized({}, environments.prod);
  const logs = only(stack, "aws_s3_bucket", "access-logs");

  test("are kept for every bucket but their own, each under its name", () => {
    const logged = resourcesOf(stack, "aws_s3_bucket_logging").map(({ body }) => ({
      bucket: referred(stack, body.bucket)?.address,
      target: referred(stack, body.target_bucket)?.address,
      prefix: body.target_prefix,
    }));
    const others = resourcesOf(stack, "aws_s3_bucket").filter(({ address }) => address !== logs.address);
    expect(logged.map(({ bucket }) => bucket).sort()).toEqual(others.map(({ address }) => address).sort());
    expect(new Set(logged.map(({ target }) => target))).toEqual(new Set([logs.address]));
    expect(new Set(logged.map(({ prefix }) => prefix)).size).toBe(logged.length);
  });

  test("come by S3's own service for this account's buckets only", () => {
    const policy = resourcesOf(stack, "aws_s3_bucket_policy").find(
      ({ body }) => referred(stack, body.bucket)?.address === logs.address,
    );
    expect(JSON.parse(String(policy?.body.policy)).Statement).toContainEqual(
      expect.objectContaining({
        Effect: "Allow",
        Action: ["s3:PutObject"],
        Principal: { Service: "logging.s3.amazonaws.com" },
        Condition: expect.objectContaining({
          StringEquals: { "aws:SourceAccount": "${data.aws_caller_identity.current.account_id}" },
        }),
      }),
    );
  });

  test("lie in a bucket that is closed and encrypted as S3 demands of it", () => {
    const partner = (type: string) =>
      resourcesOf(stack, type).find(({ body }) => referred(stack, body.bucket)?.address === logs.address)
        ?.body;
    expect(partner("aws_s3_bucket_public_access_block")).toMatchObject({ block_public_policy: true });
    const rule = block(partner("aws_s3_bucket_server_side_encryption_configuration"), "rule");
    expect(block(rule, "apply_server_side_encryption_by_default")).toEqual({ sse_algorithm: "AES256" });
  });
});

describe("what Firehose could not archive", () => {
  const stack = synthesized();

  test("is announced to the failed queue, which takes it from this bucket only", () => {
    const notification = only(stack, "aws_s3_bucket_notification").body;
    const target = block(notification, "queue");
    expect(target).toMatchObject({ events: ["s3:ObjectCreated:*"], filter_prefix: "errors/" });
    expect(referred(stack, target?.queue_arn)?.body.name).toBe("clickstream-dev-failed");
    const delivery = block(
      only(stack, "aws_kinesis_firehose_delivery_stream").body,
      "extended_s3_configuration",
    );
    expect(referred(stack, delivery?.bucket_arn)).toEqual(referred(stack, notification.bucket));
    expect(String(delivery?.error_output_prefix)).toMatch(/^errors\//);
  });

  test("may be read by the function that turns it into failed events", () => {
    const { body } = only(stack, "aws_iam_role_policy", ".failed_role");
    const bucket = referred(stack, only(stack, "aws_s3_bucket_notification").body.bucket)?.address;
    expect(JSON.parse(String(body.policy)).Statement).toContainEqual({
      Effect: "Allow",
      Action: ["s3:GetObject"],
      Resource: [`\${${bucket}.arn}/errors/*`],
    });
  });
});

test("only the failed queue may move messages to its dead letters", () => {
  const stack = synthesized();
  const { body } = only(stack, "aws_sqs_queue_redrive_allow_policy");
  const queue = only(stack, "aws_sqs_queue", "_queue_");
  expect(referred(stack, body.queue_url)?.address).toMatch(/dead-letters/);
  expect(JSON.parse(String(body.redrive_allow_policy))).toEqual({
    redrivePermission: "byQueue",
    sourceQueueArns: [`\${${queue.address}.arn}`],
  });
});

test("Redis keeps snapshots where the environment wants them", () => {
  const group = (environment: keyof typeof environments) =>
    only(synthesized({}, environments[environment]), "aws_elasticache_replication_group").body;
  expect(group("dev")).toMatchObject({ snapshot_retention_limit: 0 });
  expect(group("prod")).toMatchObject({ snapshot_retention_limit: 7 });
});
