import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { UserError } from "../user-error.ts";
import { buildFunctions } from "./bundle.ts";
import { putStacks } from "./kept-stacks.ts";
import { type Permissions, permissionsLine, permissionsOf } from "./permissions.ts";

const root = path.resolve(import.meta.dirname, "../..");

export interface SynthRequest {
  /** `cdktf.out`, or what the cdktf command line asks for, unless given. */
  outdir?: string | undefined;
  /** All unless given. */
  environments?: readonly string[] | undefined;
  /** File of settings, in the place of `clickstream.json`. */
  settings?: string | undefined;
  /** Settings laid over those of `infra/environments.ts`, for a trial. */
  changes?: Record<string, unknown> | undefined;
  /** Told what is being done, where something is. */
  onStep?: ((text: string) => void) | undefined;
}

export interface SynthesizedStack {
  name: string;
  /** The Terraform JSON; assets are named relative to its directory. */
  file: string;
  resources: number;
  permissions: Permissions;
}

/**
 * Builds the functions and runs the app in a separate process, so that the caller does not load CDKTF; what is there
 * already and has not changed is neither built nor run. Throws a `UserError` with the app's output when a check fails.
 */
export async function synthesize(request: SynthRequest = {}): Promise<SynthesizedStack[]> {
  const outdir = path.resolve(root, request.outdir ?? process.env.CDKTF_OUTDIR ?? "cdktf.out");
  const { onStep } = request;
  await buildFunctions({ onStep });
  const changes = request.changes === undefined ? [] : ["--changes", JSON.stringify(request.changes)];
  const settings = request.settings === undefined ? [] : ["--settings", request.settings];
  const args = [...(request.environments ?? []), ...settings, ...changes];
  const run = (made: string, asked: string) => {
    onStep?.("Synthesising the stack …");
    return runApp(args, made, asked);
  };
  await putStacks(root, outdir, { args, settings: request.settings, run });
  const manifest = JSON.parse(await readFile(path.join(outdir, "manifest.json"), "utf8")) as Manifest;
  return Promise.all(
    Object.values(manifest.stacks).map(async ({ name, synthesizedStackPath }) => {
      const file = path.join(outdir, synthesizedStackPath);
      const stack = JSON.parse(await readFile(file, "utf8"));
      return { name, file, resources: countResources(stack), permissions: permissionsOf(stack) };
    }),
  );
}

interface Manifest {
  stacks: Record<string, { name: string; synthesizedStackPath: string }>;
}

/**
 * Runs the app in a process of its own. Returns what it prints.
 * @param asked file for the names of the variables that it asks its environment for
 */
export function runApp(args: readonly string[], outdir?: string, asked?: string): Promise<string> {
  const recorded = asked === undefined ? [] : ["--import", new URL("./asked.ts", import.meta.url).href];
  return new Promise((resolve, reject) => {
    const app = spawn(process.execPath, [...recorded, path.join(root, "infra/main.ts"), ...args], {
      cwd: root,
      env: {
        ...process.env,
        ...(outdir !== undefined && { CDKTF_OUTDIR: outdir }),
        ...(asked !== undefined && { STACK_ASKED_FILE: asked }),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    app.stdout.setEncoding("utf8").on("data", (text) => {
      said += text;
    });
    let complaint = "";
    app.stderr.setEncoding("utf8").on("data", (text) => {
      complaint += text;
    });
    app.on("error", reject);
    app.on("close", (code) => (code === 0 ? resolve(said) : reject(complained(complaint.trim()))));
  });
}

/** CDKTF ends by how its checks are left out, which here would let AWS refuse a stack half-way, or lose events. */
const ADVICE = /\nIf you wish to ignore these validations.*$/;

/** The app's error message, with the system's code if it begins with one: `ENOSPC: no space left on device, …`. */
function complained(said: string): UserError {
  const text = said.replace(ADVICE, "");
  const [, code] = /^(E[A-Z]+): /.exec(text) ?? [];
  return Object.assign(new UserError(text), code !== undefined && { code });
}

function countResources(stack: { resource?: Record<string, object> }): number {
  return Object.values(stack.resource ?? {}).reduce((sum, each) => sum + Object.keys(each).length, 0);
}

export function report(stacks: readonly SynthesizedStack[]): string {
  return stacks
    .map(
      ({ name, file, resources, permissions }) =>
        `${name.padEnd(22)}${String(resources).padStart(4)} resources  ${path.relative(process.cwd(), file)}\n` +
        `${" ".repeat(22)}${permissionsLine(permissions)}`,
    )
    .join("\n");
}
