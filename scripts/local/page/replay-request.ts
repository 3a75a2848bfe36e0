import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { isObject } from "../../../shared/json/exact.ts";
import type { SummaryJson } from "../../replay/summary.ts";
import { UserError } from "../../user-error.ts";

/** Which failed events the page puts back, and how they are changed first. */
export interface ReplayRequest {
  stage?: string;
  reason?: string;
  /** event_id of a single one. */
  event?: string;
  /** Operations as `--patch` reads them from a file: a JSON list. */
  patch?: string;
  all: boolean;
  /** Without it they are only counted. */
  apply: boolean;
}

const texts = ["stage", "reason", "event", "patch"] as const;

/** Throws a `UserError` for a body that is no request. */
export function replayRequestOf(body: string): ReplayRequest {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    // It is told below what a request is.
  }
  if (!isObject(value))
    throw new UserError("Expected a JSON object with stage, reason, event, patch, all, apply.");
  const request: ReplayRequest = { all: value.all === true, apply: value.apply === true };
  for (const name of texts) {
    const text = value[name];
    if (text === undefined || text === null || text === "") continue;
    if (typeof text !== "string") throw new UserError(`${name}: expected a text.`);
    request[name] = text;
  }
  return request;
}

/** The options of `npm run replay` that say the same. */
export function replayArguments(request: ReplayRequest, data: string, patchFile?: string): string[] {
  const { stage, reason, event, all, apply } = request;
  return [
    ...["--json", "--data", data],
    // With an equals sign, so that a value which begins with a dash is no option.
    ...(stage === undefined ? [] : [`--stage=${stage}`]),
    ...(reason === undefined ? [] : [`--reason=${reason}`]),
    ...(event === undefined ? [] : [`--event=${event}`]),
    ...(patchFile === undefined ? [] : [`--patch=${patchFile}`]),
    ...(all ? ["--all"] : []),
    ...(apply ? ["--apply"] : []),
  ];
}

const SCRIPT = resolve(import.meta.dirname, "../../replay.ts");
const TIMEOUT_MS = 120_000;
const MAX_OUTPUT = 8 * 1024 * 1024;

/**
 * Runs `npm run replay` itself on the run's folder, so that the page and the command are one.
 * Throws a `UserError` with what the command says where it refuses.
 */
export async function replayLocally(request: ReplayRequest, data: string): Promise<SummaryJson> {
  const folder = await mkdtemp(join(tmpdir(), "clickstream-replay-"));
  try {
    const patchFile = request.patch === undefined ? undefined : join(folder, "patch.json");
    if (patchFile !== undefined) await writeFile(patchFile, request.patch!);
    const printed = await runReplay(replayArguments(request, data, patchFile));
    return JSON.parse(printed);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runReplay(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT };
    execFile(process.execPath, [SCRIPT, ...args], options, (error, stdout, stderr) => {
      // Exit code 1 with a summary: some could not be put back, and the summary says which.
      if (stdout.trim() !== "") resolve(stdout);
      else if (error) reject(new UserError(stderr.trim().replace(/\/\S*\/patch\.json/, "") || error.message));
      else reject(new UserError("The replay printed nothing."));
    });
  });
}
