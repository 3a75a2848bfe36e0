import { describe, expect, test } from "@jest/globals";
import { type Body, block, referred, resourcesOf } from "../../infra/checks/stack.ts";
import { environments } from "../../infra/environments.ts";
import { readSettings } from "../../shared/settings/contract.ts";
import {
  enrichInlineSettings,
  type FunctionName,
  functionSettings,
} from "../../shared/settings/functions.ts";
import { explored, only, type Synthesized, synthesized } from "./synthesized.ts";

// With the sink that has a function of its own.
const dev = synthesized({ sinks: explored });
const names = Object.keys(functionSettings) as FunctionName[];

const lambda = (stack: Synthesized, name: string) => only(stack, "aws_lambda_function", `.${name}_function`);

const variables = (stack: Synthesized, name: string) =>
  block(lambda(stack, name).body, "environment", "variables") as Record<string, string>;

/** References as a deployment could fill them in, so that the function's own parser can judge the rest. */
function deployed(values: Record<string, string>): Record<string, string> {
  const filled = (name: string, value: string) => {
    if (!value.includes("${")) return value;
    if (name.endsWith("_PORT")) return "6379";
    if (name.endsWith("_TLS") || name.endsWith("_CLUSTER")) return "true";
    if (name === "EVENTS_PER_INVOCATION") return "600";
    if (name === "BAD_RATIO") return "0.01";
    return name.endsWith("_URL") ? "https://example.org" : "some-value";
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, filled(name, value)]));
}

describe.each(names)("the function %s", (name) => {
  test("gets exactly the settings of its contract", () => {
    expect(Object.keys(variables(dev, name)).sort()).toEqual(Object.keys(functionSettings[name]).sort());
  });

  // The model is there where no other is named, which prod demands.
  const having = Object.values(environments).filter(
    ({ credentials }) => name !== "model" || !credentials.includes("model"),
  );
  test.each(having)("can read its settings in $name", (environment) => {
    const values = deployed(variables(synthesized({ sinks: explored }, environment), name));
    expect(() => readSettings(functionSettings[name], values)).not.toThrow();
  });

  test("has a role, a policy and a log group of its own", () => {
    const { body } = lambda(dev, name);
    const role = referred(dev, body.role);
    // At INFO Lambda adds three lines to each invocation, which cost more than what the function says.
    expect(block(body, "logging_config")?.system_log_level).toBe("WARN");
    const logs = referred(dev, block(body, "logging_config")?.log_group);
    const users = (address: string) =>
      names.filter((other) => JSON.stringify(lambda(dev, other).body).includes(address));
    expect(users(role?.address ?? "?")).toEqual([name]);
    expect(users(logs?.address ?? "?")).toEqual([name]);
    const policy = resourcesOf(dev, "aws_iam_role_policy").find(
      (each) => referred(dev, each.body.role)?.address === role?.address,
    );
    expect(body.depends_on).toEqual(expect.arrayContaining([policy?.address, logs?.address]));
    expect(logs?.body).toMatchObject({ name: `/aws/lambda/clickstream-dev-${name}`, retention_in_days: 14 });
  });

  test("runs on Node 24 on arm64, from a bundle whose hash is known", () => {
    expect(lambda(dev, name).body).toMatchObject({
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      handler: "index.handler",
      filename: expect.stringMatching(new RegExp(`^assets/.*/${name}\\.zip$`)),
      source_code_hash: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
    });
  });
});

test("lanes are one setting of the environment: every function that computes them and the outputs have it", () => {
  const stack = synthesized({ lanes: 7 });
  const having = names.filter((name) => "LANES" in functionSettings[name]);
  expect(having).toEqual(["produce", "generate", "enrich"]);
  for (const name of having) expect(variables(stack, name).LANES).toBe("7");
  expect(stack.output.lanes?.value).toBe("7");
  expect(new Set(Object.values(environments).map(({ lanes }) => lanes)).size).toBeGreaterThan(1);
});

test("what reads an attribute is deployed before what writes it: the table, the archive function, enrichment", () => {
  const after = (name: string) => lambda(dev, name).body.depends_on as string[];
  const table = resourcesOf(dev, "aws_glue_catalog_table").find(({ body }) => body.name === "events");
  const delivery = only(dev, "aws_kinesis_firehose_delivery_stream");
  expect(after("archive")).toContain(table?.address);
  expect(JSON.stringify(delivery.body)).toContain(lambda(dev, "archive").address);
  expect(after("enrich")).toContain(delivery.address);
});

describe("scoring", () => {
  const inline = synthesized({ scoring: "inline" });

  test("by stream is driven by the enriched stream", () => {
    const { body } = only(dev, "aws_lambda_event_source_mapping", ".predict_");
    expect(referred(dev, body.event_source_arn)?.body.name).toBe("clickstream-dev-enriched");
    expect(variables(dev, "enrich")).not.toHaveProperty("MODEL_URL");
  });

  test("inline gives enrichment the model and nothing drives predict", () => {
    expect(Object.keys(variables(inline, "enrich")).sort()).toEqual(Object.keys(enrichInlineSettings).sort());
    expect(() => readSettings(enrichInlineSettings, deployed(variables(inline, "enrich")))).not.toThrow();
    expect(
      resourcesOf(inline, "aws_lambda_event_source_mapping").map(({ address }) => address),
    ).not.toContainEqual(expect.stringContaining(".predict_"));
  });

  test("inline alone opens a way out of the private network", () => {
    expect(resourcesOf(dev, "aws_nat_gateway")).toEqual([]);
    expect(resourcesOf(inline, "aws_nat_gateway")).toHaveLength(1);
  });
});

describe("triggers", () => {
  const mappings = resourcesOf(dev, "aws_lambda_event_source_mapping");

  test("are raw to enrich, enriched to predict and search, and the failed queue to failed", () => {
    const wiring = mappings.map(({ body }) => [
      referred(dev, body.event_source_arn)?.body.name,
      referred(dev, body.function_name)?.body.function_name,
    ]);
    expect(wiring.sort()).toEqual([
      ["clickstream-dev-enriched", "clickstream-dev-predict"],
      ["clickstream-dev-enriched", "clickstream-dev-search"],
      ["clickstream-dev-failed", "clickstream-dev-failed"],
      ["clickstream-dev-raw", "clickstream-dev-enrich"],
    ]);
  });

  test.each(mappings)("$address reports the failures of single records", ({ body }) => {
    expect(body.function_response_types).toEqual(["ReportBatchItemFailures"]);
  });

  test.each(["enrich", "predict"])(
    "%s hands what it gives up to the failed queue, which it may write to",
    (name) => {
      const { body } = only(dev, "aws_lambda_event_source_mapping", `.${name}_`);
      const target = block(body, "destination_config", "on_failure")?.destination_arn;
      expect(referred(dev, target)?.body.name).toBe("clickstream-dev-failed");
      expect(statementsOf(name)).toContainEqual(
        expect.objectContaining({ Action: ["sqs:SendMessage"], Resource: [target] }),
      );
    },
  );

  test("by enhanced fan-out read from a consumer that the role may subscribe to", () => {
    const prod = synthesized({}, environments.prod);
    const { body } = only(prod, "aws_lambda_event_source_mapping", ".enrich_");
    const consumer = referred(prod, body.event_source_arn);
    expect(consumer?.address).toMatch(/^aws_kinesis_stream_consumer\./);
    expect(statementsOf("enrich", prod)).toContainEqual(
      expect.objectContaining({
        Action: expect.arrayContaining(["kinesis:SubscribeToShard"]),
        Resource: [body.event_source_arn],
      }),
    );
  });

  test("wait for the delivery to the archive, which would miss what is put before it reads", () => {
    const delivery = only(dev, "aws_kinesis_firehose_delivery_stream").address;
    const starters = [
      only(dev, "aws_lambda_event_source_mapping", ".enrich_"),
      // All but the one that reads the archive.
      ...resourcesOf(dev, "aws_cloudwatch_event_rule").filter(
        ({ body }) => body.description !== "Invokes curate",
      ),
    ];
    for (const { body } of starters) expect(body.depends_on).toContain(delivery);
  });
});

describe("schedules", () => {
  test.each(["produce", "generate"])("%s runs every minute, one at a time in dev", (name) => {
    const stack = synthesized({ elasticsearchUrl: "https://search.example.org" });
    const rule = only(stack, "aws_cloudwatch_event_rule", `.${name}_`);
    const target = only(stack, "aws_cloudwatch_event_target", `.${name}_`);
    const permission = only(stack, "aws_lambda_permission", `.${name}_`);
    expect(rule.body).toMatchObject({ schedule_expression: "rate(1 minute)", state: "ENABLED" });
    expect(referred(stack, target.body.rule)).toEqual(rule);
    expect(referred(stack, target.body.arn)).toEqual(lambda(stack, name));
    expect(referred(stack, permission.body.source_arn)).toEqual(rule);
    expect(lambda(dev, name).body.reserved_concurrent_executions).toBe(1);
  });

  test("in production as many begin at once as there are slices, by as few rules as hold them", () => {
    const prod = synthesized({}, environments.prod);
    const rules = resourcesOf(prod, "aws_cloudwatch_event_rule").filter(({ address }) =>
      address.includes(".produce_"),
    );
    const targets = resourcesOf(prod, "aws_cloudwatch_event_target").filter(({ address }) =>
      address.includes(".produce_"),
    );
    const { elasticsearchSlices } = environments.prod;
    expect(variables(prod, "produce").SLICES).toBe(String(elasticsearchSlices));
    expect(targets).toHaveLength(elasticsearchSlices);
    const ids = targets.map(({ body }) => `${body.rule} ${body.target_id}`);
    expect(new Set(ids).size).toBe(elasticsearchSlices);
    const byRule = rules.map(
      (rule) => targets.filter(({ body }) => referred(prod, body.rule)?.address === rule.address).length,
    );
    expect(byRule).toEqual([5, 5, 2]);
    for (const { body } of rules) expect(body.state).toBe("ENABLED");
    expect(Number(lambda(prod, "produce").body.reserved_concurrent_executions)).toBeGreaterThanOrEqual(
      2 * elasticsearchSlices,
    );
  });

  test("the generator stands still in production", () => {
    const prod = synthesized({}, environments.prod);
    expect(only(prod, "aws_cloudwatch_event_rule", ".generate_").body.state).toBe("DISABLED");
  });
});

function statementsOf(name: string, stack = dev): Body[] {
  const { body } = only(stack, "aws_iam_role_policy", `.${name}_role`);
  return JSON.parse(String(body.policy)).Statement;
}
