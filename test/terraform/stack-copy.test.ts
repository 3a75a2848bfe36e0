import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { referred, resourcesOf, type StackJson } from "../../infra/checks/stack.ts";
import { environments } from "../../infra/environments.ts";
import { synthesized } from "../infra/synthesized.ts";
import { leftOut } from "./left-out.ts";
import { forMoto, pinned } from "./stack-copy.ts";

const place = { provider: "5.100.0", endpoint: "http://127.0.0.1:5000" };

function copyOf(change: typeof pinned, environment = environments.dev): StackJson & { output: object } {
  const from = mkdtempSync(path.join(os.tmpdir(), "stack-from-"));
  writeFileSync(path.join(from, "cdk.tf.json"), JSON.stringify(synthesized({}, environment)));
  const to = path.join(mkdtempSync(path.join(os.tmpdir(), "stack-to-")), "copy");
  mkdirSync(to);
  return JSON.parse(readFileSync(path.join(change(from, to, place), "cdk.tf.json"), "utf8"));
}

const count = (stack: StackJson) =>
  Object.values(stack.resource ?? {}).reduce((sum, each) => sum + Object.keys(each).length, 0);

describe("the copy that is validated and planned", () => {
  test("has every resource, on a runtime that the provider knows", () => {
    const copy = copyOf(pinned);
    expect(count(copy)).toBe(count(synthesized()));
    for (const { body } of resourcesOf(copy, "aws_lambda_function")) expect(body.runtime).toBe("nodejs22.x");
  });
});

describe.each(Object.values(environments))("the copy of $name that is applied to moto", (environment) => {
  const whole = synthesized({}, environment);
  const copy = copyOf(forMoto, environment);

  test("lacks what moto cannot do, all of which the stack has", () => {
    for (const [type, reason] of Object.entries(leftOut)) {
      expect(resourcesOf(whole, type).length).toBeGreaterThan(0);
      expect(resourcesOf(copy, type)).toEqual([]);
      expect(reason.length).toBeGreaterThan(20);
    }
  });

  test("refers to nothing that it lacks", () => {
    const text = JSON.stringify(copy.resource) + JSON.stringify(copy.output);
    for (const reference of new Set(text.match(/\$\{aws_[^}]*\}/g)))
      expect({ reference, there: referred(copy, reference) !== undefined }).toEqual({
        reference,
        there: true,
      });
  });

  test("keeps whatever stores or runs something", () => {
    for (const type of [
      "aws_lambda_function",
      "aws_kinesis_stream",
      "aws_sqs_queue",
      "aws_s3_bucket",
      "aws_dynamodb_table",
    ])
      expect(resourcesOf(copy, type)).toHaveLength(resourcesOf(whole, type).length);
    expect(count(copy)).toBeGreaterThan(0.7 * count(whole));
  });
});
