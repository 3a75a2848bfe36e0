import { expect, test } from "@jest/globals";
import { loadSimulator } from "../../../../scripts/local/iam/simulator.ts";
import { UserError } from "../../../../scripts/user-error.ts";
import { enforced } from "./enforced.ts";

test("a policy that IAM would not take is named", () => {
  const { start } = enforced({ role: [{ Effect: "Permit", Action: "s3:GetObject", Resource: "*" }] });
  expect(start).toThrow(/^aws_iam_role_policy.enrich: IAM does not take this policy: /);
});

test("a simulator that is not installed is asked for in a sentence", async () => {
  const load = () => Promise.reject(Object.assign(new Error("not found"), { code: "ERR_MODULE_NOT_FOUND" }));
  await expect(loadSimulator(load)).rejects.toThrow(
    "--enforce-iam needs the development dependency @cloud-copilot/iam-simulate: install it with npm install --include=dev.",
  );
  await expect(loadSimulator(load)).rejects.toThrow(UserError);
});
