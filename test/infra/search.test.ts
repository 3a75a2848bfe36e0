import { describe, expect, test } from "@jest/globals";
import { block, resourcesOf } from "../../infra/checks/stack.ts";
import { inForce } from "../../infra/environments/laid-over.ts";
import { environments, type PipelineEnvironment } from "../../infra/environments.ts";
import { explored, only, synthesized } from "./synthesized.ts";

type Sinks = PipelineEnvironment["sinks"];

const existing = (inNetwork: boolean): Sinks => ({
  opensearch: {
    domain: {
      arn: "arn:aws:es:eu-west-1:123456789012:domain/shop",
      url: "https://vpc-shop-x.eu-west-1.es.amazonaws.com",
      inNetwork,
    },
    keepDays: 7,
    shards: 3,
  },
});

const variablesOf = (stack: ReturnType<typeof synthesized>) =>
  block(only(stack, "aws_lambda_function", ".search_function").body, "environment", "variables");

describe("the sink of events to explore", () => {
  test("is off unless it is named: no environment pays for it", () => {
    for (const environment of Object.values(environments)) {
      const stack = synthesized({}, environment);
      expect(resourcesOf(stack, "aws_opensearch_domain")).toEqual([]);
      expect(resourcesOf(stack, "aws_lambda_function").map(({ address }) => address)).not.toContain(
        "aws_lambda_function.search_function",
      );
      expect(stack.output).not.toHaveProperty("search_endpoint");
    }
  });

  test("reads the enriched stream by polling, as one of its readers", () => {
    const stack = synthesized({ sinks: explored });
    const { body } = only(stack, "aws_lambda_event_source_mapping", ".search_trigger");
    expect(body).toMatchObject({
      event_source_arn: expect.stringContaining("aws_kinesis_stream.streams_enriched"),
      starting_position: "TRIM_HORIZON",
      function_response_types: ["ReportBatchItemFailures"],
      bisect_batch_on_function_error: true,
      depends_on: expect.arrayContaining([only(stack, "aws_opensearch_domain").address]),
    });
    expect(resourcesOf(stack, "aws_kinesis_stream_consumer")).toEqual([]);
  });

  test("has a domain in the network, which functions alone reach", () => {
    const stack = synthesized({ sinks: explored });
    const { body } = only(stack, "aws_opensearch_domain");
    expect(body).toMatchObject({
      domain_name: "events-dev",
      cluster_config: {
        instance_count: 2,
        zone_awareness_enabled: true,
        zone_awareness_config: { availability_zone_count: 2 },
      },
    });
    expect(block(body, "vpc_options")?.subnet_ids).toHaveLength(2);
    const rules = resourcesOf(stack, "aws_vpc_security_group_ingress_rule").filter(({ body }) =>
      String(body.security_group_id).includes("network_search"),
    );
    expect(rules.map(({ body }) => [body.from_port, body.referenced_security_group_id])).toEqual([
      [443, expect.stringContaining("network_functions")],
    ]);
    expect(only(stack, "aws_lambda_function", ".search_function").body.vpc_config).toBeDefined();
    expect(variablesOf(stack)).toMatchObject({
      SEARCH_REPLICAS: "1",
      SEARCH_ALIAS: "clickstream-dev-events",
    });
  });

  test("may have a domain of one node, without copies", () => {
    const domain = { instanceType: "t3.small.search", instances: 1, volumeGib: 10 };
    const stack = synthesized({ sinks: { opensearch: { ...explored.opensearch!, domain } } });
    const { body } = only(stack, "aws_opensearch_domain");
    expect(body).toMatchObject({ cluster_config: { zone_awareness_enabled: false } });
    expect(block(body, "vpc_options")?.subnet_ids).toHaveLength(1);
    expect(variablesOf(stack)).toMatchObject({ SEARCH_REPLICAS: "0" });
  });

  test("may have a domain that is there, and then declares none", () => {
    const stack = synthesized({ sinks: existing(false) });
    expect(resourcesOf(stack, "aws_opensearch_domain")).toEqual([]);
    expect(variablesOf(stack)).toMatchObject({
      SEARCH_HOST: "vpc-shop-x.eu-west-1.es.amazonaws.com",
      SEARCH_TLS: "true",
      SEARCH_KEEP_DAYS: "7",
      SEARCH_SHARDS: "3",
    });
    expect(only(stack, "aws_lambda_function", ".search_function").body.vpc_config).toBeUndefined();
    const policy = String(only(stack, "aws_iam_role_policy", ".search_role").body.policy);
    expect(policy).toContain("domain/shop/clickstream-dev-events-*/_bulk");
  });

  test("reaches a domain in a network that is there from inside it", () => {
    const network = { vpcId: "vpc-1", subnetIds: ["subnet-a", "subnet-b"] };
    const stack = synthesized({ sinks: existing(true), network });
    expect(only(stack, "aws_lambda_function", ".search_function").body.vpc_config).toMatchObject({
      subnet_ids: network.subnetIds,
    });
    expect(() => synthesized({ sinks: existing(true) })).toThrow(/give its vpcId and subnetIds/);
  });
});

describe("its settings", () => {
  const laid = (sinks: unknown) => inForce({ from: "clickstream.json", environments: { dev: { sinks } } });

  test("are laid over an environment, and a domain that is there takes the place of a new one", () => {
    expect(laid(explored).get("dev")!.settings.sinks).toEqual(explored);
    const both = inForce(
      { from: "a", environments: { dev: { sinks: explored } } },
      { from: "b", environments: { dev: { sinks: existing(false) } } },
    );
    expect(both.get("dev")!.settings.sinks.opensearch!.domain).toEqual(existing(false).opensearch!.domain);
  });

  test.each<[string, unknown, RegExp]>([
    ["another sink", { opensaerch: {} }, /no setting sinks.opensaerch; did you mean "opensearch"\?/],
    [
      "a misspelt setting of the domain",
      { opensearch: { ...explored.opensearch, domain: { ...explored.opensearch!.domain, volumeGb: 3 } } },
      /no setting sinks.opensearch.domain.volumeGb; did you mean "volumeGib"\?/,
    ],
    [
      "an instance of another service",
      {
        opensearch: {
          ...explored.opensearch,
          domain: { instanceType: "r7g.large", instances: 1, volumeGib: 10 },
        },
      },
      /sinks.opensearch.domain.instanceType is "r7g.large": expected an instance type of OpenSearch/,
    ],
    [
      "a domain in clear",
      existingBy({ url: "http://shop" }),
      /domain.url is "http:\/\/shop": expected https/,
    ],
    [
      "nothing kept",
      { opensearch: { ...explored.opensearch, keepDays: 0 } },
      /sinks.opensearch.keepDays is 0/,
    ],
  ])("refuse %s with a sentence", (_what, sinks, message) => {
    expect(() => laid(sinks)).toThrow(message);
  });
});

function existingBy(override: object) {
  const { opensearch } = existing(false);
  return { opensearch: { ...opensearch, domain: { ...opensearch!.domain, ...override } } };
}
