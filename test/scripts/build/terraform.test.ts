import { describe, expect, test } from "@jest/globals";
import { patterns } from "../../../infra/variables/patterns.ts";
import {
  lockAdvice,
  missingMessage,
  missingVariables,
  unusedValue,
  type Variable,
} from "../../../scripts/build/terraform.ts";

const variables: Variable[] = [
  { name: "model_url", description: "Address of the model", required: true },
  { name: "elasticsearch_url", description: "Address of Elasticsearch", required: true },
  { name: "mapping", description: "Source mapping", required: false },
];

const names = (environment: Record<string, string>) =>
  missingVariables(variables, environment).map(({ name }) => name);

describe("variables that a deployment misses", () => {
  test.each<[string, Record<string, string>, string[]]>([
    ["nothing given", {}, ["model_url", "elasticsearch_url"]],
    ["one by the environment", { TF_VAR_model_url: "https://a" }, ["elasticsearch_url"]],
    ["one empty, which terraform judges", { TF_VAR_model_url: "" }, ["elasticsearch_url"]],
    ["another variable", { TF_VAR_mapping: "ubi" }, ["model_url", "elasticsearch_url"]],
  ])("%s", (_what, environment, expected) => {
    expect(names(environment)).toEqual(expected);
  });

  test("are named with what they are for, and how to give them", () => {
    expect(missingMessage(variables.slice(0, 1))).toBe(
      "The stack needs values that nobody has given. Set these environment variables, then deploy again:\n" +
        "  MODEL_URL  Address of the model",
    );
  });
});

test.each([
  ["model_url", patterns.url],
  ["model_secret_arn", patterns.secretArn],
])("the stand-in for %s in a destruction passes for one", (name, { matches }) => {
  expect(unusedValue(name)).toMatch(new RegExp(matches));
});

describe("a state that is locked", () => {
  const complaint = [
    "\u001b[31m│\u001b[0m \u001b[0m\u001b[1mError: Error acquiring the state lock",
    "\u001b[31m│\u001b[0m Lock Info:",
    "\u001b[31m│\u001b[0m   ID:        0c7a5f83-2f3c-3a9d-c1f6-7b6d",
    "\u001b[31m│\u001b[0m   Who:       ann@laptop",
  ].join("\n");

  test("is waited for, or unlocked by its id", () => {
    expect(lockAdvice(complaint, "out/stacks/one")).toMatch(
      /-lock-timeout=20m.*terraform -chdir=out\/stacks\/one force-unlock 0c7a5f83-2f3c-3a9d-c1f6-7b6d$/,
    );
  });

  test("is not what every failure is", () => {
    expect(lockAdvice("Error: creating S3 Bucket (a): AccessDenied", "out")).toBeUndefined();
  });
});
