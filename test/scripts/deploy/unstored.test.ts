import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { checkNotEmptied, checkStored } from "../../../scripts/deploy/unstored.ts";

/** A stack's directory, with files beside cdktf.json and in itself. */
function stackWith(beside: Record<string, string>, inside: Record<string, string> = {}, backend?: object) {
  const root = mkdtempSync(path.join(os.tmpdir(), "unstored-"));
  const directory = path.join(root, "cdktf.out/stacks/one");
  mkdirSync(directory, { recursive: true });
  const stack = { terraform: { backend: backend ?? { local: { path: "../../../one.tfstate" } } } };
  writeFileSync(path.join(directory, "cdk.tf.json"), JSON.stringify(stack));
  for (const [name, text] of Object.entries(beside)) writeFileSync(path.join(root, name), text);
  for (const [name, text] of Object.entries(inside)) writeFileSync(path.join(directory, name), text);
  return { root, directory };
}

describe("a state that is a file", () => {
  test("that was emptied is put back first", () => {
    const { root, directory } = stackWith({ "one.tfstate": "", "one.tfstate.backup": "{}" });
    const file = path.join(root, "one.tfstate");
    expect(() => checkNotEmptied(directory)).toThrow(`cp ${file}.backup ${file}`);
  });

  test.each<[string, Record<string, string>, object | undefined]>([
    ["of which there is none yet", {}, undefined],
    ["of a stack that was destroyed", { "one.tfstate": "{}", "one.tfstate.backup": "{}" }, undefined],
    ["that never held anything", { "one.tfstate": "" }, undefined],
    ["that lies in a bucket", { "one.tfstate": "", "one.tfstate.backup": "{}" }, { s3: {} }],
  ])("%s is as it is", (_what, beside, backend) => {
    expect(() => checkNotEmptied(stackWith(beside, {}, backend).directory)).not.toThrow();
  });
});

test("what terraform could not store is stored before anything else", () => {
  const { directory } = stackWith({}, { "errored.tfstate": "{}" });
  expect(() => checkStored(directory)).toThrow(/state push errored\.tfstate && rm \S+errored\.tfstate/);
  expect(() => checkStored(stackWith({}).directory)).not.toThrow();
});
