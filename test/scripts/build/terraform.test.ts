import { describe, expect, test } from "@jest/globals";
import { missingMessage, missingVariables, type Variable } from "../../../scripts/build/terraform.ts";

const variables: Variable[] = [
  { name: "model_url", description: "Address of the model", required: true },
  { name: "elasticsearch_url", description: "Address of Elasticsearch", required: true },
  { name: "mapping", description: "Source mapping", required: false },
];

const names = (args: string[], environment: Record<string, string>) =>
  missingVariables(variables, args, environment).map(({ name }) => name);

describe("variables that a deployment misses", () => {
  test.each<[string, string[], Record<string, string>, string[]]>([
    ["nothing given", [], {}, ["model_url", "elasticsearch_url"]],
    ["one by the environment", [], { TF_VAR_model_url: "https://a" }, ["elasticsearch_url"]],
    ["one empty, which is a value", [], { TF_VAR_model_url: "" }, ["elasticsearch_url"]],
    ["one by an argument", ["-var", "model_url=https://a"], {}, ["elasticsearch_url"]],
    ["one by an argument in one piece", ["-var=elasticsearch_url=https://a"], {}, ["model_url"]],
    ["a file, which may hold any", ["-var-file=values.tfvars"], {}, []],
    ["another variable", ["-var", "mapping=ubi"], {}, ["model_url", "elasticsearch_url"]],
  ])("%s", (_what, args, environment, expected) => {
    expect(names(args, environment)).toEqual(expected);
  });

  test("are named with what they are for, and how to give them", () => {
    expect(missingMessage(variables.slice(0, 1))).toBe(
      "The stack needs values that nobody has given. Set these environment variables, then deploy again:\n" +
        "  MODEL_URL  Address of the model",
    );
  });
});
