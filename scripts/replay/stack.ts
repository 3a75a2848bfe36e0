import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { readRunFile } from "../query/run-file.ts";
import { UserError } from "../user-error.ts";

/** What a replay needs to know of a stack. */
export interface Stack {
  raw_stream: string;
  /** Lanes that users are hashed to, a whole number as text. */
  lanes: string;
  enriched_stream: string;
  failed_bucket: string;
}

const needed = ["raw_stream", "lanes", "enriched_stream", "failed_bucket"] as const;

/**
 * Reads the outputs of a deployed stack: as `terraform output -json` prints them, or as
 * `cdktf deploy --outputs-file` writes them (under the name of the stack). Throws a `UserError`.
 */
export function deployedStack(file: string): Stack {
  if (!existsSync(file))
    throw new UserError(`${file} is not there: write it with "npm run deploy -- --outputs-file ${file}".`);
  return stackOf(flat(parsed(file)), file);
}

/** The stack of a local run, which must be up; the SDK's own variables are set to reach its gateway. */
export function localStack(data: string): Stack {
  const { awsEndpointUrl, region, outputs } = readRunFile(data);
  const { env } = process;
  env.AWS_ENDPOINT_URL = awsEndpointUrl;
  env.AWS_REGION = region;
  env.AWS_ACCESS_KEY_ID = "local";
  env.AWS_SECRET_ACCESS_KEY = "local";
  delete env.AWS_SESSION_TOKEN;
  delete env.AWS_PROFILE;
  return stackOf(outputs, data);
}

/** Folder of the bucket of failed events of a local run, up or not. */
export function failedFolder(data: string): string {
  const { buckets, outputs } = readRunFile(data);
  return path.join(data, buckets, stackOf(outputs, data).failed_bucket);
}

function stackOf(outputs: Readonly<Record<string, unknown>>, from: string): Stack {
  const missing = needed.filter((name) => typeof outputs[name] !== "string");
  if (missing.length > 0)
    throw new UserError(`${from} names no ${missing.join(", no ")}: it must hold the outputs of one stack.`);
  return outputs as unknown as Stack;
}

function parsed(file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UserError(`${file} is not JSON: ${(error as Error).message}.`);
  }
  if (isObject(value)) return value;
  throw new UserError(`${file} holds no JSON object.`);
}

function flat(outputs: Record<string, unknown>): Record<string, unknown> {
  const [only, ...others] = Object.values(outputs);
  if (others.length === 0 && isObject(only) && !("value" in only)) return only;
  const unwrapped = (output: unknown) => (isObject(output) && "value" in output ? output.value : output);
  return Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, unwrapped(output)]));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
