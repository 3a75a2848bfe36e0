import { describe, expect, test } from "@jest/globals";
import { glueColumns } from "../../../shared/columns/glue.ts";
import { customSteps } from "../../../shared/custom/index.ts";
import { enrichedFields } from "../../../shared/event/enriched.ts";
import { count, instant, real, text, textMap } from "../../../shared/event/fields.ts";
import type { DeclaredFields } from "../../../shared/steps/contract.ts";
import { customLookUpStep, customPlainStep, customTextStep } from "../../../shared/steps/custom-step.ts";
import { archivedFields, stepsNamed, tablesOf } from "../../../shared/steps/in-force.ts";
import { keyTable, rangeTable } from "../../../shared/steps/table.ts";

const step = (name: string, fields: DeclaredFields) =>
  customTextStep(name, { fields, reads: "page_url", of: () => ({}) });
const named = (name: string, field = text("A field", 16)) => step("mine", { [name]: field });
const asking = (name: string, table: ReturnType<typeof keyTable> | ReturnType<typeof rangeTable>) =>
  customLookUpStep(name, {
    fields: { [`${name}_found`]: text("A field") },
    reads: "product_id",
    table,
    of: () => ({}),
  });
const values = { label: text("A label") };

describe("steps that are named", () => {
  test("come in the order of their names, whatever that of the list", () => {
    const [one, other] = [
      step("one", { one_field: text("A field") }),
      step("other", { other_field: text("A field") }),
    ];
    expect(stepsNamed(["other", "one"], [one, other])).toEqual([other, one]);
    expect(stepsNamed([], [one, other])).toEqual([]);
  });

  test.each([
    {
      what: "a name with a slip",
      names: ["min"],
      steps: [named("my_field")],
      sentence: 'no step "min" in shared/custom/index.ts, where mine are listed; did you mean "mine"?',
    },
    { what: "a name of nothing", names: ["mine"], steps: [], sentence: "where none is listed" },
    {
      what: "a name twice",
      names: ["mine", "mine"],
      steps: [named("my_field")],
      sentence: '"mine" is named twice',
    },
    {
      what: "the name of a step of the core",
      names: ["geo"],
      steps: [step("geo", { geo_other: text("A field") })],
      sentence: '"geo" has the name of one of the core',
    },
    {
      what: "a name that a status cannot have",
      names: ["My step"],
      steps: [step("My step", { my_field: text("A field") })],
      sentence: "lower-case letters",
    },
    { what: "no field", names: ["mine"], steps: [step("mine", {})], sentence: "gives no field" },
    {
      what: "a field of raw events",
      names: ["mine"],
      steps: [named("product_category")],
      sentence: '"product_category" of the step "mine" is a field of raw events already',
    },
    {
      what: "the address, which no archived event has",
      names: ["mine"],
      steps: [named("ip")],
      sentence: '"ip" of the step "mine" is a field of raw events already',
    },
    {
      what: "a field of the core",
      names: ["mine"],
      steps: [named("geo_country")],
      sentence: '"geo_country" of the step "mine" is a field of the core already',
    },
    {
      what: "a partition",
      names: ["mine"],
      steps: [named("dt")],
      sentence: '"dt" of the step "mine" is a partition',
    },
    {
      what: "a field of another step",
      names: ["mine", "other"],
      steps: [named("my_field"), step("other", { my_field: text("A field") })],
      sentence: '"my_field" of the step "other" is a field of the step "mine" already',
    },
    { what: "a word of SQL", names: ["mine"], steps: [named("order")], sentence: "such as mine_value" },
    { what: "capitals", names: ["mine"], steps: [named("My_Field")], sentence: "lower-case" },
    {
      what: "a kind that no archived field has",
      names: ["mine"],
      steps: [step("mine", { my_field: instant("When") })],
      sentence: '"my_field" of "mine" is of the kind instant',
    },
    {
      what: "text of a plain step",
      names: ["mine"],
      steps: [
        customPlainStep("mine", { fields: { my_field: text("A field") }, of: () => ({ my_field: 1 }) }),
      ],
      sentence: '"my_field" of "mine" is of the kind text',
    },
    {
      what: "a table of the core",
      names: ["mine"],
      steps: [asking("mine", keyTable("zip", { description: "", key: "code", values }))],
      sentence: 'the table "zip" has the name of one of the core',
    },
    {
      what: "two tables of one name",
      names: ["mine", "other"],
      steps: [
        asking("mine", keyTable("labels", { description: "", key: "code", values })),
        asking("other", keyTable("labels", { description: "", key: "code", values })),
      ],
      sentence: 'two tables have the name "labels"',
    },
    {
      what: "a key that is a value, too",
      names: ["mine"],
      steps: [asking("mine", keyTable("labels", { description: "", key: "label", values }))],
      sentence: '"label" as its key',
    },
    {
      what: "a value in a table that is a map",
      names: ["mine"],
      steps: [
        asking("mine", rangeTable("labels", { description: "", values: { label: textMap("Labels") } })),
      ],
      sentence: '"label" of "labels" is of the kind textMap',
    },
  ])("are refused with a sentence: $what", ({ names, steps, sentence }) => {
    expect(() => stepsNamed(names, steps)).toThrow(sentence);
  });
});

describe("the fields of archived events", () => {
  test("are those of the core where no step of one's own is in force", () => {
    expect(archivedFields([])).toEqual(enrichedFields);
  });

  test("have those of one's own at the end, so that columns are only ever added", () => {
    const fields = archivedFields([
      step("one", { one_field: text("A text", 16), one_number: count("A count") }),
      step("other", { other_field: real("A number") }),
    ]);
    expect(glueColumns(fields)).toEqual([
      ...glueColumns(),
      { name: "one_field", type: "string", comment: "A text" },
      { name: "one_number", type: "int", comment: "A count" },
      { name: "other_field", type: "double", comment: "A number" },
    ]);
  });
});

test("a table that two steps ask is one table", () => {
  const table = keyTable("labels", { description: "", key: "code", values });
  expect(tablesOf([asking("one", table), named("my_field"), asking("other", table)])).toEqual([table]);
});

test("every step of the list can be put in force, all of them at once", () => {
  expect(stepsNamed(customSteps.map(({ name }) => name))).toEqual(customSteps);
});
