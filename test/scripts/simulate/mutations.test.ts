import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { mutations } from "../../../scripts/simulate/mutations/rules.ts";
import { broken } from "../../../scripts/simulate/mutations/run.ts";

const root = join(import.meta.dirname, "../../..");
const sourceOf = (file: string) => readFileSync(join(root, file), "utf8");

test.each(mutations)("the place of the rule is still there: $rule", (mutation) => {
  const source = sourceOf(mutation.file);
  expect(broken(source, mutation)).not.toBe(source);
  expect(existsSync(join(root, mutation.tests))).toBe(true);
});

test.each([
  { description: "is gone", source: "nothing of the kind" },
  { description: "stands twice", source: `${mutations[0]!.text} ${mutations[0]!.text}` },
])("a place that $description breaks nothing silently", ({ source }) => {
  expect(() => broken(source, mutations[0]!)).toThrow("mend the mutation of the rule");
});
