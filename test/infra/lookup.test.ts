import { describe, expect, test } from "@jest/globals";
import { block, referred, resourcesOf } from "../../infra/checks/stack.ts";
import { environments } from "../../infra/environments.ts";
import { only, type Synthesized, synthesized } from "./synthesized.ts";

const settings = (stack: Synthesized) =>
  block(only(stack, "aws_lambda_function", ".enrich_").body, "environment", "variables") as Record<
    string,
    string
  >;

describe.each([
  ["one shard", { shards: 1, replicas: 1 }],
  ["several shards", { shards: 3, replicas: 1 }],
])("Redis of %s", (_what, size) => {
  const stack = synthesized({ redis: { nodeType: "cache.r7g.large", snapshotDays: 1, ...size } });
  const group = only(stack, "aws_elasticache_replication_group");

  test("is a cluster, so that one shard becomes several in its place", () => {
    const { shards: num_node_groups, replicas: replicas_per_node_group } = size;
    expect(group.body).toMatchObject({ num_node_groups, replicas_per_node_group });
    expect(group.body).not.toHaveProperty("num_cache_clusters");
    // AWS upgrades by itself; terraform would replace the group to go back.
    expect(group.body).toMatchObject({
      auto_minor_version_upgrade: "true",
      lifecycle: { ignore_changes: ["engine_version"] },
    });
  });

  test("is reached at the endpoint that such a group has", () => {
    expect(settings(stack)).toMatchObject({
      REDIS_HOST: `\${${group.address}.configuration_endpoint_address}`,
      REDIS_PORT: `\${${group.address}.port}`,
      REDIS_TLS: `\${${group.address}.transit_encryption_enabled}`,
      REDIS_CLUSTER: `\${${group.address}.cluster_enabled}`,
    });
  });

  test("has parameters that agree with its mode", () => {
    const parameters = referred(stack, group.body.parameter_group_name)?.body.parameter;
    expect(parameters).toContainEqual({ name: "cluster-enabled", value: "yes" });
    expect(parameters).toContainEqual({ name: "maxmemory-policy", value: "noeviction" });
  });

  test("fails over to its replicas", () => {
    expect(group.body).toMatchObject({ automatic_failover_enabled: true, multi_az_enabled: true });
  });

  test("takes the very password that enrichment reads", () => {
    const secret = referred(stack, settings(stack).REDIS_SECRET_ARN);
    expect(referred(stack, group.body.auth_token)).toEqual(secret);
    // The random value is new at every plan: only the first one may count.
    expect(block(secret?.body, "lifecycle")?.ignore_changes).toEqual(["secret_string"]);
  });
});

describe("the network", () => {
  const stack = synthesized({}, environments.prod);

  test("lets only the functions' group reach Redis, on its port", () => {
    const redis = referred(
      stack,
      (only(stack, "aws_elasticache_replication_group").body.security_group_ids as string[])[0],
    );
    const rules = resourcesOf(stack, "aws_vpc_security_group_ingress_rule").filter(
      ({ body }) => referred(stack, body.security_group_id)?.address === redis?.address,
    );
    expect(rules).toHaveLength(1);
    const functions = (
      block(only(stack, "aws_lambda_function", ".enrich_").body, "vpc_config")!.security_group_ids as string[]
    )[0];
    expect(rules[0]!.body).toMatchObject({
      referenced_security_group_id: functions,
      from_port: 6379,
      to_port: 6379,
      ip_protocol: "tcp",
    });
  });

  /** Where the functions' group may send to, as resource, list or range. */
  const ways = (of: Synthesized) => {
    const functions = String(
      (
        block(only(of, "aws_lambda_function", ".enrich_").body, "vpc_config")!.security_group_ids as string[]
      )[0],
    );
    return resourcesOf(of, "aws_vpc_security_group_egress_rule")
      .filter(({ body }) => body.security_group_id === functions)
      .map(({ body }) => {
        const target = body.referenced_security_group_id ?? body.prefix_list_id ?? body.cidr_ipv4;
        return `${referred(of, target)?.body.name ?? referred(of, target)?.body.service_name ?? target}:${body.from_port}`;
      })
      .map((way) => way.replace(/.*\}\./, ""))
      .sort();
  };
  const named = ["clickstream-dev-endpoints:443", "clickstream-dev-redis:6379", "dynamodb:443", "s3:443"];

  test("lets functions out to what they call and nowhere else, unless a model outside is called", () => {
    expect(ways(synthesized())).toEqual(named);
    expect(ways(synthesized({ scoring: "inline" }))).toEqual(["0.0.0.0/0:443", ...named]);
  });

  test("spreads over the environment's zones and reaches every service that enrichment calls", () => {
    expect(resourcesOf(stack, "aws_subnet")).toHaveLength(3);
    const services = resourcesOf(stack, "aws_vpc_endpoint").map(({ body }) =>
      String(body.service_name).replace(/.*\}\./, ""),
    );
    expect(services.sort()).toEqual(["dynamodb", "kinesis-streams", "s3", "secretsmanager", "sqs"]);
  });

  test("holds no function but those that need Redis", () => {
    const inside = resourcesOf(stack, "aws_lambda_function").filter(({ body }) => body.vpc_config);
    expect(inside.map(({ body }) => body.function_name).sort()).toEqual([
      "clickstream-prod-enrich",
      "clickstream-prod-load",
    ]);
  });
});
