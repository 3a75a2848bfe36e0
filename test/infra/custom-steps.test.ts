import { describe, expect, test } from "@jest/globals";
import { block, resourcesOf } from "../../infra/checks/stack.ts";
import { environments } from "../../infra/environments.ts";
import { glueColumns } from "../../shared/columns/glue.ts";
import { customSteps } from "../../shared/custom/index.ts";
import { synthesized } from "./synthesized.ts";

const { dev } = environments;

const fieldsOf = (step: string) => Object.keys(customSteps.find(({ name }) => name === step)!.fields);
const columnsOf = (stack: ReturnType<typeof synthesized>) => {
  const table = resourcesOf(stack, "aws_glue_catalog_table").find(({ body }) => body.name === "events")!;
  return block(table.body, "storage_descriptor")!.columns as { name: string }[];
};
const settingsOf = (stack: ReturnType<typeof synthesized>, name: string) => {
  const lambda = resourcesOf(stack, "aws_lambda_function").find(({ body }) =>
    String(body.function_name).endsWith(`-${name}`),
  )!;
  return block(lambda.body, "environment", "variables") as Record<string, string>;
};

describe("steps of one's own", () => {
  test.each(Object.values(environments))("are in force nowhere by themselves: $name", (environment) => {
    const stack = synthesized({}, environment);
    expect(columnsOf(stack)).toEqual(glueColumns());
    expect(settingsOf(stack, "enrich").CUSTOM_STEPS).toBe("");
    expect(settingsOf(stack, "archive").CUSTOM_COLUMNS).toBe("");
  });

  test("add their columns at the end of the table and of its view, and tell the functions", () => {
    const stack = synthesized({}, { ...dev, steps: ["campaign_channel", "product"] });
    const added = [...fieldsOf("campaign_channel"), ...fieldsOf("product")];
    expect(columnsOf(stack).map(({ name }) => name)).toEqual([
      ...glueColumns().map(({ name }) => name),
      ...added,
    ]);
    const query = resourcesOf(stack, "aws_athena_named_query").find(
      ({ body }) => body.name === "events_unique",
    )!;
    expect(query.body.query).toContain(`${added.join(",\n  ")},\n  dt,\n  hour\nfrom`);
    expect(settingsOf(stack, "enrich").CUSTOM_STEPS).toBe("campaign_channel,product");
    expect(settingsOf(stack, "archive").CUSTOM_COLUMNS).toBe("campaign_channel,product");
  });

  test("that are not in force any more keep their columns", () => {
    const stack = synthesized({}, { ...dev, steps: ["product"], formerSteps: ["as_number"] });
    expect(columnsOf(stack).map(({ name }) => name)).toEqual(
      expect.arrayContaining(["product_brand", "as_number"]),
    );
    expect(settingsOf(stack, "enrich").CUSTOM_STEPS).toBe("product");
    expect(settingsOf(stack, "archive").CUSTOM_COLUMNS).toBe("product,as_number");
  });

  test.each([
    [{ steps: ["prodct"] }, 'environment dev (infra/environments.ts): there is no step "prodct"'],
    [{ steps: ["prodct"] }, 'did you mean "product"?'],
    [{ steps: ["product"], formerSteps: ["product"] }, '"product" is named twice'],
  ])("that cannot be put in force stop the synthesis with a sentence", (change, sentence) => {
    expect(() => synthesized({}, { ...dev, ...change })).toThrow(sentence);
  });
});
