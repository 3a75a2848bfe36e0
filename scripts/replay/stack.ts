import path from "node:path";
import { readOutputs, withNames } from "../outputs.ts";
import { readRunFile } from "../query/run-file.ts";

/** What a replay needs to know of a stack. */
export interface ReplayStack {
  raw_stream: string;
  /** Lanes that users are hashed to, a whole number as text. */
  lanes: string;
  enriched_stream: string;
  failed_bucket: string;
}

const needed = ["raw_stream", "lanes", "enriched_stream", "failed_bucket"] as const;

/** The stack of an outputs file. Throws a `UserError`. */
export const deployedStack = (file: string): ReplayStack => readOutputs(file, needed);

/** The stack of a local run, which must be up. */
export const localStack = (data: string): ReplayStack => withNames(reachLocalRun(data), needed, data);

/** The outputs of a local run, which must be up; the SDK's own variables are set to reach its gateway. */
export function reachLocalRun(data: string): Readonly<Record<string, unknown>> {
  const { awsEndpointUrl, region, outputs } = readRunFile(data);
  const { env } = process;
  env.AWS_ENDPOINT_URL = awsEndpointUrl;
  env.AWS_REGION = region;
  env.AWS_ACCESS_KEY_ID = "local";
  env.AWS_SECRET_ACCESS_KEY = "local";
  delete env.AWS_SESSION_TOKEN;
  delete env.AWS_PROFILE;
  return outputs;
}

/** Folder of the bucket of failed events of a local run, up or not. */
export function failedFolder(data: string): string {
  const { buckets, outputs } = readRunFile(data);
  return path.join(data, buckets, withNames(outputs, needed, data).failed_bucket);
}
