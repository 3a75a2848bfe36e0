import { describe, expect, test } from "@jest/globals";
import { patterns } from "../../../infra/variables/patterns.ts";
import {
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
