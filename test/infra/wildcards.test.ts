import { expect, test } from "@jest/globals";
import { resourcesOf } from "../../infra/checks/stack.ts";
import { onAKind, withoutResource } from "../../infra/checks/wildcards.ts";
import { environments } from "../../infra/environments.ts";
import type { Statement } from "../../infra/policy.ts";
import { explored, synthesized } from "./synthesized.ts";

const stacks = [
  ...Object.values(environments).map((each) => synthesized({}, each)),
  synthesized({ grafana: true }),
  synthesized({ sinks: explored }),
];

const allowed = stacks.flatMap((stack) =>
  resourcesOf(stack, "aws_iam_role_policy")
    .flatMap(({ body }) => JSON.parse(String(body.policy)).Statement as Statement[])
    .filter(({ Effect }) => Effect === "Allow"),
);

test("a resource is a wildcard only for the listed actions, and every one that is listed is used", () => {
  const actionsOn = (test: (resource: string) => boolean) => [
    ...new Set(allowed.filter(({ Resource }) => Resource.some(test)).flatMap(({ Action }) => Action)),
  ];
  expect(actionsOn((resource) => resource === "*").sort()).toEqual(Object.keys(withoutResource).sort());
  expect(actionsOn((resource) => resource.endsWith(":*/*")).sort()).toEqual(Object.keys(onAKind).sort());
});

test("any other asterisk stands for what is inside one named bucket, log group, function or index", () => {
  const resources = new Set(allowed.flatMap(({ Resource }) => Resource).filter((each) => each.includes("*")));
  const inside = /^\$\{aws_(s3_bucket|cloudwatch_log_group|lambda_function)\.[\w-]+\.arn\}[:/][\w/]*\*$/;
  const index = /^\$\{aws_opensearch_domain\.[\w-]+\.arn\}\/clickstream-\w+-events-\*\/_bulk$/;
  for (const resource of resources)
    if (resource !== "*" && !resource.endsWith(":*/*"))
      expect(resource).toMatch(resource.includes("aws_opensearch_domain") ? index : inside);
});

test("every exception has its reason", () => {
  for (const reason of Object.values({ ...withoutResource, ...onAKind }))
    expect(reason.length).toBeGreaterThan(20);
});
