import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";

/** A stand-in for terraform that writes down its arguments, and prints an output and a plan. */
function terraform(plan = "{}", destruction = 1, beginning = 0): { directory: string; calls(): string[] } {
  const directory = mkdtempSync(path.join(os.tmpdir(), "deploy-"));
  const file = path.join(directory, "terraform");
  const log = path.join(directory, "calls");
  writeFileSync(
    file,
    `#!/bin/sh\nshift\necho "$*" >> ${log}\n[ "$1" = output ] && echo '{"raw_stream":{"value":"raw"}}'\n[ "$1" = show ] && echo '${plan}'\n[ "$2" = -destroy ] && exit ${destruction}\n[ "$1" = init ] && exit ${beginning}\nexit 0\n`,
  );
  chmodSync(file, 0o755);
  return { directory, calls: () => readFileSync(log, "utf8").trim().split("\n") };
}

function run(script: string, args: readonly string[], directory: string, values: Record<string, string>) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [`scripts/${script}.ts`, ...args], {
    encoding: "utf8",
    env: {
      PATH: `${directory}:${process.env.PATH}`,
      CDKTF_OUTDIR: path.join(directory, "out"),
      ...values,
    },
  });
  return { stdout, stderr, status };
}

const losing = JSON.stringify({
  resource_changes: [
    {
      address: "aws_s3_bucket.one",
      type: "aws_s3_bucket",
      change: { actions: ["delete"], before: { bucket: "archive" } },
    },
  ],
});
const quietly = ["--no-preflight", "--yes"];
/** A state that knows of something, as `terraform show -json` has it. */
const known = JSON.stringify({ values: { root_module: {} } });

describe("a deployment", () => {
  test("of dev needs no value: it plans, applies that plan and leaves the outputs for the other commands", () => {
    const { directory, calls } = terraform();
    const outputs = path.join(directory, "outputs.json");
    const args = ["clickstream-dev", ...quietly, "--outputs-file", outputs, "--", "-parallelism=5"];
    expect(run("deploy", args, directory, {})).toMatchObject({ status: 0, stderr: "" });
    expect(calls()).toEqual([
      "init -input=false",
      "plan -input=false -out=plan.tfplan -parallelism=5",
      "show -json plan.tfplan",
      "apply -input=false -parallelism=5 plan.tfplan",
      "output -json",
    ]);
    expect(JSON.parse(readFileSync(outputs, "utf8"))).toEqual({ raw_stream: { value: "raw" } });
  });

  test("that loses something is not done by --yes alone, and says what", () => {
    const { directory, calls } = terraform(losing);
    const { stdout, stderr, status } = run("deploy", ["dev", ...quietly], directory, {});
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining("--allow-loss") });
    expect(stdout).toMatch(/aws_s3_bucket archive is destroyed: its objects are lost/);
    expect(calls().filter((call) => call.startsWith("apply"))).toEqual([]);
  });

  test("that terraform does not begin, as its state has moved, says how it is taken along", () => {
    const { directory, calls } = terraform("{}", 1, 1);
    const { stdout, status } = run("deploy", ["dev", ...quietly], directory, {});
    expect({ status, calls: calls() }).toEqual({ status: 1, calls: ["init -input=false"] });
    expect(stdout).toMatch(/terraform -chdir=\S+clickstream-dev init -migrate-state/);
  });

  test("that AWS would refuse half-way through is not begun", () => {
    const values = (shard_count: number) => ({ name: "raw", shard_count });
    const change = { actions: ["update"], before: values(24), after: values(100) };
    const plan = JSON.stringify({
      resource_changes: [{ address: "a.b", type: "aws_kinesis_stream", change }],
    });
    const { directory, calls } = terraform(plan);
    const { stderr, status } = run("deploy", ["dev", ...quietly, "--allow-loss"], directory, {});
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringContaining("deploy with 48 first"),
    });
    expect(calls().filter((call) => call.startsWith("apply"))).toEqual([]);
  });

  test("of settings that AWS would not take says which, and not how to leave the check out", () => {
    const { directory } = terraform();
    const settings = path.join(directory, "settings.json");
    writeFileSync(settings, JSON.stringify({ dev: { raw: { retentionHours: 24 } } }));
    const { stderr, status } = run("deploy", ["dev", ...quietly, "--settings", settings], directory, {});
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringContaining("keeps records for 24 h"),
    });
    expect(stderr).not.toMatch(/skipValidation/);
  });

  test("of prod names what it is not done without, before terraform is asked", () => {
    const { directory, calls } = terraform();
    const { stderr, status } = run("deploy", ["prod", ...quietly], directory, {});
    expect(status).toBe(1);
    expect(stderr).toMatch(/STATE_BUCKET {2}bucket of terraform's state/);
    expect(stderr).toMatch(/ALARM_EMAIL {3}who is told/);
    const given = {
      STATE_BUCKET: "states",
      ALARM_EMAIL: "a@example.org",
      MODEL_URL: "https://model.example.org",
    };
    const later = run("deploy", ["prod", ...quietly], directory, given);
    expect(later.stderr).toMatch(/ELASTICSEARCH_URL {2}Address of Elasticsearch/);
    expect(later.stderr).not.toMatch(/ MODEL_URL/);
    expect(calls).toThrow(/ENOENT/);
  });

  test("may be kept as a plan, and done by that alone", () => {
    const { directory, calls } = terraform();
    const file = path.join(directory, "plan.zip");
    expect(run("deploy", ["dev", "--no-preflight", "--plan-out", file], directory, {}).status).toBe(0);
    const outputs = path.join(directory, "outputs.json");
    expect(run("deploy", ["--apply", file, "--outputs-file", outputs], directory, {}).status).toBe(0);
    expect(calls().slice(3)).toEqual([
      "init -input=false",
      "show -json plan.tfplan",
      "apply -input=false plan.tfplan",
      "output -json",
    ]);
  });
});

describe("a destruction", () => {
  test("needs no values, though terraform asks for them", () => {
    const { directory, calls } = terraform(known);
    expect(run("destroy", ["dev", "--yes"], directory, {}).status).toBe(0);
    expect(calls()).toEqual(["init -input=false", "show -json", "destroy -auto-approve"]);
  });

  test("of what the state does not know is none, and nobody is told that it was", () => {
    const { directory, calls } = terraform();
    const { stdout, stderr, status } = run("destroy", ["dev", "--yes", "--json"], directory, {});
    expect({ stdout, status }).toEqual({ stdout: "", status: 1 });
    expect(stderr).toMatch(/terraform\.clickstream-dev\.tfstate beside cdktf\.json, knows of nothing/);
    expect(calls()).toEqual(["init -input=false", "show -json"]);
  });

  test("is told where the state is, where that has to be in a bucket", () => {
    const { directory, calls } = terraform(known);
    const { stderr, status } = run("destroy", ["staging", "--yes"], directory, {});
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining("Set STATE_BUCKET") });
    expect(calls).toThrow(/ENOENT/);
  });

  test("of what keeps its data is planned, refused, and goes no further", () => {
    const { directory, calls } = terraform(known);
    const { stderr, status } = run("destroy", ["prod", "--yes"], directory, { STATE_BUCKET: "states" });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringContaining("Nothing was destroyed"),
    });
    expect(calls()).toEqual(["init -input=false", "show -json", "plan -destroy -input=false"]);
  });

  test("that could be planned, as nothing of it is kept yet, was none either", () => {
    const { directory } = terraform(known, 0);
    const given = { STATE_BUCKET: "states" };
    const { stdout, stderr, status } = run("destroy", ["prod", "--yes", "--json"], directory, given);
    expect({ stdout, status }).toEqual({ stdout: "", status: 1 });
    expect(stderr).toMatch(/Nothing was destroyed/);
  });
});
