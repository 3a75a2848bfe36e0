import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";

/** A stand-in for terraform that writes down its arguments, and prints an output. */
function terraform(): { directory: string; calls(): string[] } {
  const directory = mkdtempSync(path.join(os.tmpdir(), "deploy-"));
  const file = path.join(directory, "terraform");
  const log = path.join(directory, "calls");
  writeFileSync(
    file,
    `#!/bin/sh\nshift\necho "$* $TF_VAR_model_url" >> ${log}\n[ "$1" = output ] && echo '{"raw_stream":{"value":"raw"}}'\nexit 0\n`,
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

const values = { MODEL_URL: "https://model.example.org", ELASTICSEARCH_URL: "https://search.example.org" };

describe("a deployment", () => {
  test("initialises, applies and leaves the outputs for the other commands", () => {
    const { directory, calls } = terraform();
    const outputs = path.join(directory, "outputs.json");
    const args = ["clickstream-dev", "--yes", "--outputs-file", outputs, "--", "-parallelism=5"];
    expect(run("deploy", args, directory, values)).toMatchObject({ status: 0, stderr: "" });
    expect(calls().map((call) => call.trim())).toEqual([
      "init -input=false",
      "apply -auto-approve -parallelism=5",
      "output -json",
    ]);
    expect(JSON.parse(readFileSync(outputs, "utf8"))).toEqual({ raw_stream: { value: "raw" } });
  });

  test("without a value that only the operator has names it before terraform is asked", () => {
    const { directory, calls } = terraform();
    const { stderr, status } = run("deploy", ["dev"], directory, { MODEL_URL: values.MODEL_URL });
    expect(status).toBe(1);
    expect(stderr).toMatch(/ELASTICSEARCH_URL {2}Address of Elasticsearch/);
    expect(stderr).not.toMatch(/MODEL_URL/);
    expect(calls).toThrow(/ENOENT/);
  });
});

test("a destruction needs no values, though terraform asks for them", () => {
  const { directory, calls } = terraform();
  expect(run("destroy", ["dev", "--yes"], directory, {}).status).toBe(0);
  expect(calls()).toEqual(["init -input=false unused", "destroy -auto-approve unused"]);
});
