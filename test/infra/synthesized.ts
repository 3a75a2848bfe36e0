import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { App } from "cdktf";
import type { Body, Resource, StackJson } from "../../infra/checks/stack.ts";
import { resourcesOf } from "../../infra/checks/stack.ts";
import { environments, type PipelineEnvironment } from "../../infra/environments.ts";
import { Pipeline } from "../../infra/pipeline.ts";
import { functionSettings } from "../../shared/settings/functions.ts";

/** A directory of bundles with known bytes: what stands in them is not what these tests are about. */
export function bundles(): string {
  const directory = mkdtempSync(path.join(os.tmpdir(), "bundles-"));
  for (const name of Object.keys(functionSettings)) writeFileSync(path.join(directory, `${name}.zip`), name);
  return directory;
}

export interface Synthesized extends StackJson {
  output: Record<string, { value: string }>;
  variable: Record<string, Body>;
  terraform: Body;
}

/** A sink of events to explore, with a domain of the stack's own. */
export const explored: PipelineEnvironment["sinks"] = {
  opensearch: {
    domain: { instanceType: "r7g.large.search", instances: 2, volumeGib: 100 },
    keepDays: 30,
    shards: 1,
  },
};

const directory = bundles();

/** The Terraform JSON of one environment, by default dev; an override changes what the test is about. */
export function synthesized(
  override: Partial<PipelineEnvironment> = {},
  base: PipelineEnvironment = environments.dev,
): Synthesized {
  const outdir = mkdtempSync(path.join(os.tmpdir(), "stack-"));
  mkdirSync(outdir, { recursive: true });
  const environment = { ...base, ...override };
  return withoutTraces(() => {
    const stack = new Pipeline(new App({ outdir }), `clickstream-${environment.name}`, {
      environment,
      bundles: directory,
    });
    return JSON.parse(JSON.stringify(stack.toTerraform())) as Synthesized;
  });
}

/** CDKTF notes for each value where it was made, which nobody reads here; with jest's source maps that is half of the time. */
function withoutTraces<Result>(run: () => Result): Result {
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = () => "";
  try {
    return run();
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}

/** The one resource of a type whose address holds a text. */
export function only(stack: StackJson, type: string, text = ""): Resource {
  const [found, ...others] = resourcesOf(stack, type).filter(({ address }) => address.includes(text));
  if (!found || others.length > 0)
    throw new Error(`Expected one ${type} with "${text}", found ${found ? 1 + others.length : 0}.`);
  return found;
}

/** Synthesises with some of this process's variables set, and puts them back. */
export function withEnvironment<T>(variables: Record<string, string>, work: () => T): T {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    return work();
  } finally {
    for (const name of Object.keys(variables)) delete process.env[name];
    Object.assign(process.env, before);
  }
}
