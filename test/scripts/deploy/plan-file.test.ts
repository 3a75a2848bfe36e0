import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { zipSync } from "fflate";
import { readPlan, savePlan, unpackPlan } from "../../../scripts/deploy/plan-file.ts";

const folder = () => mkdtempSync(path.join(os.tmpdir(), "plan-"));

function stack(): string {
  const directory = folder();
  for (const [name, text] of Object.entries({
    "cdk.tf.json": "{}",
    "plan.tfplan": "plan",
    "assets/a/enrich.zip": "code",
    ".terraform/providers/aws": "large",
    ".terraform.lock.hcl": "lock",
    "terraform.tfstate": "secrets",
  })) {
    mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
    writeFileSync(path.join(directory, name), text);
  }
  return directory;
}

test("a saved plan is the stack with its bundles and its plan, and nothing of the machine; only its owner reads it", () => {
  const file = path.join(folder(), "plan.zip");
  savePlan(file, "clickstream-dev", stack());
  const saved = readPlan(file);
  expect(saved.stack).toBe("clickstream-dev");
  expect(Object.keys(saved.files).sort()).toEqual([
    ".terraform.lock.hcl",
    "assets/a/enrich.zip",
    "cdk.tf.json",
    "plan.tfplan",
  ]);
  expect(statSync(file).mode & 0o077).toBe(0);
  const directory = unpackPlan(saved, folder());
  expect(readFileSync(path.join(directory, "assets/a/enrich.zip"), "utf8")).toBe("code");
});

test.each<[string, Uint8Array]>([
  ["no zip", Buffer.from("{}")],
  ["another zip", zipSync({ "a.txt": Buffer.from("a") })],
  ["one of another format", zipSync({ format: Buffer.from("2 clickstream-dev") })],
  ["one of a stack that leads elsewhere", zipSync({ format: Buffer.from("1 clickstream-../..") })],
])("%s is refused with what makes one", (_what, bytes) => {
  const file = path.join(folder(), "plan.zip");
  writeFileSync(file, bytes);
  expect(() => readPlan(file)).toThrow(/is no plan of this program: write one with --plan-out/);
});

test("a file that leads out of its folder is refused", () => {
  const file = path.join(folder(), "plan.zip");
  writeFileSync(
    file,
    zipSync({ format: Buffer.from("1 clickstream-dev"), "stack/../../evil": Buffer.from("x") }),
  );
  expect(() => unpackPlan(readPlan(file), folder())).toThrow(/outside its folder/);
});
