import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { unzipSync, zipSync } from "fflate";
import { UserError } from "../user-error.ts";

/**
 * A saved plan: terraform's plan and the stack that it was made of, with the functions' bundles, in one zip, so that what
 * is applied is what was looked at. It holds values of the state, secrets among them.
 */
export interface SavedPlan {
  /** `clickstream-prod` */
  stack: string;
  files: Readonly<Record<string, Uint8Array>>;
}

/** Terraform's plan within the stack's directory. */
export const PLAN = "plan.tfplan";
const FORMAT = "format";
const VERSION = "1";

/**
 * Packs a stack's directory with the plan in it. Providers and local state stay: the one is downloaded, the other lies
 * elsewhere.
 */
export function savePlan(file: string, stack: string, directory: string): void {
  const files: Record<string, Uint8Array> = { [FORMAT]: Buffer.from(`${VERSION} ${stack}`) };
  for (const name of readdirSync(directory, { recursive: true }).map(String)) {
    const isOwn = name.split(path.sep)[0] !== ".terraform" && !name.includes(".tfstate");
    if (isOwn && statSync(path.join(directory, name)).isFile())
      files[`stack/${name.replaceAll(path.sep, "/")}`] = readFileSync(path.join(directory, name));
  }
  writeFileSync(file, zipSync(files, { level: 6 }), { mode: 0o600 });
}

/** Throws a `UserError` for a file that is not one. */
export function readPlan(file: string): SavedPlan {
  if (!existsSync(file)) throw new UserError(`${file} is not there: write it with --plan-out.`);
  const refuse = () => new UserError(`${file} is no plan of this program: write one with --plan-out.`);
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(readFileSync(file));
  } catch {
    throw refuse();
  }
  const [version, stack] = Buffer.from(entries[FORMAT] ?? [])
    .toString()
    .split(" ");
  if (version !== VERSION || !stack || !/^clickstream-[a-z0-9-]+$/.test(stack)) throw refuse();
  const files = Object.entries(entries).filter(([name]) => name.startsWith("stack/"));
  return { stack, files: Object.fromEntries(files.map(([name, data]) => [name.slice(6), data])) };
}

/** Puts the stack back where it was, below `outdir`, in the place of what is there. Returns its directory. */
export function unpackPlan({ stack, files }: SavedPlan, outdir: string): string {
  const directory = path.join(outdir, "stacks", stack);
  rmSync(directory, { recursive: true, force: true });
  for (const [name, data] of Object.entries(files)) {
    const target = path.join(directory, name);
    if (!target.startsWith(directory + path.sep))
      throw new UserError(`The plan names ${name}, outside its folder.`);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, data);
  }
  return directory;
}
