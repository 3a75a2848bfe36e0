import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";

interface StandIn {
  /** As `terraform show -json` has it. */
  plan?: string;
  /** As `terraform state pull` has it; without one there was no deployment yet. */
  state?: string;
  /** Messages of `terraform plan -json`. */
  read?: string;
  /** Exit codes. */
  application?: number;
  destruction?: number;
  beginning?: number;
}

/** A stand-in for terraform that writes down its arguments, and prints an output, a state and a plan. */
function terraform({
  plan = "{}",
  state = "",
  read = "",
  application = 0,
  destruction = 1,
  beginning = 0,
}: StandIn = {}): {
  directory: string;
  calls(): string[];
} {
  const directory = mkdtempSync(path.join(os.tmpdir(), "deploy-"));
  const file = path.join(directory, "terraform");
  const log = path.join(directory, "calls");
  writeFileSync(
    file,
    `#!/bin/sh\nshift\necho "$*" >> ${log}\n[ "$1" = output ] && echo '{"raw_stream":{"value":"raw"}}'\n[ "$1" = show ] && echo '${plan}'\n[ "$1" = state ] && echo '${state}'\n[ "$1 $2" = "plan -json" ] && echo '${read}'\n[ "$1" = apply ] && exit ${application}\n[ "$2" = -destroy ] && exit ${destruction}\n[ "$1" = init ] && exit ${beginning}\nexit 0\n`,
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
      // As the commands have it: else each compiles the provider anew, which is half of its time.
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
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
const asked = (type: string, id: string) => ({
  mode: "data",
  type,
  name: "current",
  instances: [{ attributes: { id } }],
});
/** A state that knows of something, in an account and region. */
const known = JSON.stringify({
  resources: [
    { mode: "managed", type: "aws_s3_bucket", name: "one", instances: [{}] },
    asked("aws_caller_identity", "111111111111"),
    asked("aws_region", "eu-west-1"),
  ],
});
/** What a plan says when it has read where it is. */
const place = (account: string, region: string) =>
  [
    ["data.aws_caller_identity.current", account],
    ["data.aws_region.current", region],
  ]
    .map(([addr, id_value]) =>
      JSON.stringify({ type: "apply_complete", hook: { resource: { addr }, action: "read", id_value } }),
    )
    .join("\n");
const here = place("111111111111", "eu-west-1");
const placeCall =
  "plan -json -input=false -lock=false -target=data.aws_caller_identity.current -target=data.aws_region.current";

describe("a deployment", () => {
  test("of dev needs no value: it plans, applies that plan and leaves the outputs for the other commands", () => {
    const { directory, calls } = terraform();
    const outputs = path.join(directory, "outputs.json");
    const args = ["clickstream-dev", ...quietly, "--outputs-file", outputs, "--", "-parallelism=5"];
    expect(run("deploy", args, directory, {})).toMatchObject({ status: 0, stderr: "" });
    expect(calls()).toEqual([
      "init -input=false",
      "state pull",
      "plan -input=false -out=plan.tfplan -parallelism=5",
      "show -json plan.tfplan",
      "apply -input=false -parallelism=5 plan.tfplan",
      "output -json",
    ]);
    expect(JSON.parse(readFileSync(outputs, "utf8"))).toEqual({ raw_stream: { value: "raw" } });
  });

  test("that loses something is not done by --yes alone, and says what", () => {
    const { directory, calls } = terraform({ plan: losing });
    const { stdout, stderr, status } = run("deploy", ["dev", ...quietly], directory, {});
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining("--allow-loss") });
    expect(stdout).toMatch(/aws_s3_bucket archive is destroyed: its objects are lost/);
    expect(calls().filter((call) => call.startsWith("apply"))).toEqual([]);
  });

  test("that fails half-way says how it goes on, and leaves no outputs", () => {
    const { directory, calls } = terraform({ application: 1 });
    const { stdout, status } = run("deploy", ["dev", ...quietly], directory, {});
    expect({ status, stdout }).toEqual({
      status: 1,
      stdout: expect.stringContaining("the same command goes on from there"),
    });
    expect(calls().at(-1)).toMatch(/^apply /);
  });

  test("that terraform does not begin, as its state has moved, says how it is taken along", () => {
    const { directory, calls } = terraform({ beginning: 1 });
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
    const { directory, calls } = terraform({ plan });
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
    expect(calls().slice(4)).toEqual([
      "init -input=false",
      "state pull",
      "show -json plan.tfplan",
      "apply -input=false plan.tfplan",
      "output -json",
    ]);
  });
});

describe("a destruction", () => {
  test("needs no values, though terraform asks for them", () => {
    const { directory, calls } = terraform({ state: known, read: here });
    expect(run("destroy", ["dev", "--yes"], directory, {}).status).toBe(0);
    expect(calls()).toEqual(["init -input=false", "state pull", placeCall, "destroy -auto-approve"]);
  });

  test("of what the state does not know is none, and nobody is told that it was", () => {
    const { directory, calls } = terraform();
    const { stdout, stderr, status } = run("destroy", ["dev", "--yes", "--json"], directory, {});
    expect({ stdout, status }).toEqual({ stdout: "", status: 1 });
    expect(stderr).toMatch(/terraform\.clickstream-dev\.tfstate beside cdktf\.json, knows of nothing/);
    expect(calls()).toEqual(["init -input=false", "state pull"]);
  });

  test("is told where the state is, where that has to be in a bucket", () => {
    const { directory, calls } = terraform({ state: known, read: here });
    const { stderr, status } = run("destroy", ["staging", "--yes"], directory, {});
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining("Set STATE_BUCKET") });
    expect(calls).toThrow(/ENOENT/);
  });

  test("of what keeps its data is planned, refused, and goes no further", () => {
    const { directory, calls } = terraform({ state: known, read: here });
    const { stderr, status } = run("destroy", ["prod", "--yes"], directory, { STATE_BUCKET: "states" });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringContaining("Nothing was destroyed"),
    });
    expect(calls()).toEqual(["init -input=false", "state pull", placeCall, "plan -destroy -input=false"]);
  });

  test("that could be planned, as nothing of it is kept yet, was none either", () => {
    const { directory } = terraform({ state: known, read: here, destruction: 0 });
    const given = { STATE_BUCKET: "states" };
    const { stdout, stderr, status } = run("destroy", ["prod", "--yes", "--json"], directory, given);
    expect({ stdout, status }).toEqual({ stdout: "", status: 1 });
    expect(stderr).toMatch(/Nothing was destroyed/);
  });
});

describe("of a stack that is in another account or region", () => {
  const elsewhere: [string, string][] = [
    ["account", place("222222222222", "eu-west-1")],
    ["region", place("111111111111", "us-east-1")],
  ];

  test.each(elsewhere)("nothing is destroyed (%s)", (_what, read) => {
    const { directory, calls } = terraform({ state: known, read });
    const { stderr, status } = run("destroy", ["dev", "--yes"], directory, {});
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/is of account 111111111111, eu-west-1, and these credentials lead to/),
    });
    expect(calls()).toEqual(["init -input=false", "state pull", placeCall]);
  });

  test.each(elsewhere)("nothing is deployed (%s), by a kept plan neither", (_what, read) => {
    const { directory: first } = terraform();
    const file = path.join(first, "plan.zip");
    expect(run("deploy", ["dev", "--no-preflight", "--plan-out", file], first, {}).status).toBe(0);
    for (const args of [
      ["dev", ...quietly, "--allow-loss"],
      ["--apply", file],
    ]) {
      const { directory, calls } = terraform({ state: known, read });
      expect(run("deploy", args, directory, {})).toMatchObject({
        status: 1,
        stderr: expect.stringContaining("nothing was changed"),
      });
      expect(calls()).toEqual(["init -input=false", "state pull", placeCall]);
    }
  });

  test("a state without anything in it, and a place that cannot be found out, stop nothing", () => {
    for (const given of [
      { state: JSON.stringify({ resources: [asked("aws_region", "eu-west-1")] }), read: elsewhere[0]![1] },
      { state: known, read: "" },
    ]) {
      const { directory, calls } = terraform(given);
      expect(run("deploy", ["dev", ...quietly], directory, {}).status).toBe(0);
      expect(calls()).toContain("apply -input=false plan.tfplan");
    }
  });
});
