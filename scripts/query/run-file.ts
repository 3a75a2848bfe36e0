import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { UserError } from "../user-error.ts";

/** What a local run leaves in its data folder, so that other commands find its stack, its buckets and its gateway. */
export interface RunFile {
  /** Path of the synthesised `cdk.tf.json`, from the data folder. */
  json: string;
  /** Folder of the buckets, from the data folder. */
  buckets: string;
  region: string;
  accountId: string;
  variables: Record<string, unknown>;
  /** Address of the gateway while the run is up. */
  awsEndpointUrl: string;
  outputs: Readonly<Record<string, unknown>>;
  /** Address of the run's own Redis while the run is up; absent where REDIS_URL named one, which may have a password. */
  redisUrl?: string;
}

export const runFileIn = (data: string): string => path.join(data, "run.json");

export function writeRunFile(data: string, run: RunFile): void {
  writeFileSync(runFileIn(data), `${JSON.stringify(run, null, 2)}\n`);
}

/** Throws a `UserError` when the folder holds no run. */
export function readRunFile(data: string): RunFile {
  const file = runFileIn(data);
  if (!existsSync(file))
    throw new UserError(
      `${data} holds no local run: start one with "npm start", or name its folder with --data.`,
    );
  return JSON.parse(readFileSync(file, "utf8"));
}

/** What stands in the folder where a run leaves its file; undefined when that is none, or something else. */
export function readIfRunFile(data: string): RunFile | undefined {
  try {
    const run = JSON.parse(readFileSync(runFileIn(data), "utf8"));
    const texts = [run?.json, run?.buckets, run?.awsEndpointUrl];
    return texts.every((text) => typeof text === "string") ? run : undefined;
  } catch (error) {
    // There is no file, or another program's: callers treat both alike.
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
