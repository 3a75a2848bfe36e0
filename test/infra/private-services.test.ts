import { describe, expect, test } from "@jest/globals";
import { block, referred, resourcesOf } from "../../infra/checks/stack.ts";
import { check } from "../../infra/checks.ts";
import { environments, type PipelineEnvironment } from "../../infra/environments.ts";
import { only, type Synthesized, synthesized } from "./synthesized.ts";

const urls = {
  elasticsearchUrl: "https://search.internal.example.org:9200",
  modelUrl: "https://model.internal.example.org/v1/predict",
};
const inside = {
  elasticsearch: { ranges: ["10.80.32.0/20"], port: 9200 },
  model: { ranges: ["172.16.0.0/16", "172.17.0.0/16"], port: 8443, through: "tgw-0a1b" },
};

/** Groups of a function, by their names; none outside of the network. */
function groupsOf(stack: Synthesized, name: string): string[] {
  const ids = block(only(stack, "aws_lambda_function", `.${name}_`).body, "vpc_config")?.security_group_ids;
  return ((ids ?? []) as string[]).map((id) => String(referred(stack, id)?.body.name));
}

/** Where a group may send to, as group, service or range. */
const waysOf = (stack: Synthesized, group: string) =>
  resourcesOf(stack, "aws_vpc_security_group_egress_rule")
    .filter(({ body }) => referred(stack, body.security_group_id)?.body.name === group)
    .map(({ body }) => {
      const target = body.referenced_security_group_id ?? body.prefix_list_id ?? body.cidr_ipv4;
      const to = referred(stack, target)?.body;
      return `${to?.name ?? to?.service_name ?? target}:${body.from_port}`.replace(/.*\}\./, "");
    })
    .sort();

const endpoints = ["clickstream-dev-endpoints:443", "dynamodb:443", "s3:443"];

describe("private services", () => {
  const stack = synthesized({ ...urls, privateServices: inside });

  test("produce and predict run in the network, each as one that reaches its own service and AWS alone", () => {
    expect(groupsOf(stack, "produce")).toEqual(["clickstream-dev-elasticsearch-callers"]);
    expect(groupsOf(stack, "predict")).toEqual(["clickstream-dev-model-callers"]);
    expect(waysOf(stack, "clickstream-dev-elasticsearch-callers")).toEqual([
      "10.80.32.0/20:9200",
      ...endpoints,
    ]);
    expect(waysOf(stack, "clickstream-dev-model-callers")).toEqual([
      "172.16.0.0/16:8443",
      "172.17.0.0/16:8443",
      ...endpoints,
    ]);
  });

  test("who uses Redis reaches neither, and neither reaches Redis", () => {
    expect(waysOf(stack, "clickstream-dev-functions")).toEqual(
      [...endpoints, "clickstream-dev-redis:6379"].sort(),
    );
    const ins = resourcesOf(stack, "aws_vpc_security_group_ingress_rule").map(({ body }) => [
      referred(stack, body.security_group_id)?.body.name,
      referred(stack, body.referenced_security_group_id)?.body.name,
    ]);
    expect(ins.sort()).toEqual(
      [
        ["clickstream-dev-redis", "clickstream-dev-functions"],
        ["clickstream-dev-endpoints", "clickstream-dev-functions"],
        ["clickstream-dev-endpoints", "clickstream-dev-elasticsearch-callers"],
        ["clickstream-dev-endpoints", "clickstream-dev-model-callers"],
      ].sort(),
    );
  });

  test("the network is attached to the gateway once, before its routes lead there", () => {
    const { address, body } = only(stack, "aws_ec2_transit_gateway_vpc_attachment");
    expect(body).toMatchObject({ transit_gateway_id: "tgw-0a1b" });
    const routes = resourcesOf(stack, "aws_route").map(({ body }) => body);
    expect(routes.map((route) => [route.destination_cidr_block, route.transit_gateway_id])).toEqual([
      ["172.16.0.0/16", "tgw-0a1b"],
      ["172.17.0.0/16", "tgw-0a1b"],
    ]);
    for (const route of routes) expect(route.depends_on).toEqual([address]);
    expect(resourcesOf(stack, "aws_nat_gateway")).toEqual([]);
  });

  test("a peering connection needs no attachment", () => {
    const model = { ...inside.model, through: "pcx-1" };
    const peered = synthesized({ ...urls, privateServices: { model } });
    expect(resourcesOf(peered, "aws_ec2_transit_gateway_vpc_attachment")).toEqual([]);
    expect(resourcesOf(peered, "aws_route").map(({ body }) => body.vpc_peering_connection_id)).toEqual([
      "pcx-1",
      "pcx-1",
    ]);
    expect(groupsOf(peered, "produce")).toEqual([]);
  });

  test("a private model that enrichment asks itself needs no way out", () => {
    const inline = synthesized({ ...urls, scoring: "inline", privateServices: { model: inside.model } });
    expect(resourcesOf(inline, "aws_nat_gateway")).toEqual([]);
    expect(waysOf(inline, "clickstream-dev-functions")).toEqual(
      ["172.16.0.0/16:8443", "172.17.0.0/16:8443", "clickstream-dev-redis:6379", ...endpoints].sort(),
    );
    expect(groupsOf(inline, "predict")).toEqual([]);
  });

  test("in an existing network its owner provides the way to AWS", () => {
    const network = { vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"] };
    const existing = synthesized({ ...urls, network, privateServices: inside });
    expect(waysOf(existing, "clickstream-dev-elasticsearch-callers")).toEqual([
      "0.0.0.0/0:443",
      "10.80.32.0/20:9200",
    ]);
    expect(resourcesOf(existing, "aws_route")).toEqual([]);
  });

  test("without any, only who uses Redis is inside", () => {
    const dev = synthesized(urls);
    const within = resourcesOf(dev, "aws_lambda_function").filter(({ body }) => block(body, "vpc_config"));
    expect(within.map(({ body }) => body.function_name)).toEqual([
      "clickstream-dev-enrich",
      "clickstream-dev-load",
    ]);
  });

  test.each<{ what: string; given: Partial<PipelineEnvironment>; problem: RegExp }>([
    {
      what: "a service without an address",
      given: { privateServices: { model: inside.model } },
      problem: /privateServices\.model is set, and there is no address of model: give MODEL_URL/,
    },
    {
      what: "a range that nothing leads to",
      given: { ...urls, privateServices: { elasticsearch: { ranges: ["10.99.0.0/16"], port: 9200 } } },
      problem: /the range 10\.99\.0\.0\/16, which is not in the network \(10\.80\.0\.0\/16\)/,
    },
    {
      what: "a range that is wider than the network",
      given: { ...urls, privateServices: { elasticsearch: { ranges: ["10.0.0.0/8"], port: 9200 } } },
      problem: /which is not in the network/,
    },
  ])("$what is a problem", ({ given, problem }) => {
    const { privateServices, ...others } = given;
    const stack = synthesized(others);
    const problems = check(stack, { ...environments.dev, privateServices: privateServices! });
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });
});
