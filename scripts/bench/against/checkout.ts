import { existsSync } from "node:fs";
import { cp, mkdir, symlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { UserError } from "../../user-error.ts";

/** What enrichment and its bench are made of. */
const PARTS = ["functions", "shared", "scripts", "package.json"];

/** @returns its folder. Throws a `UserError` where it cannot be run. */
export function checkedOut(path: string): string {
  const folder = resolve(path);
  const lacks = (part: string) => !existsSync(join(folder, part));
  if (lacks("package.json"))
    throw new UserError(`--against ${path}: there is no checkout of this project in that folder.`);
  if (lacks("scripts/bench/enrich.ts")) throw tooOld(path);
  if (lacks("node_modules"))
    throw new UserError(`--against ${path}: its packages are not installed. Run npm ci there first.`);
  return folder;
}

export const tooOld = (path: string): UserError =>
  new UserError(
    `--against ${path}: that checkout is too old. Its scripts/bench/enrich.ts has to export coreOf(world, now), by which it is run.`,
  );

export const notRun = (path: string, why: string): UserError =>
  new UserError(
    `--against ${path}: that checkout's enrichment and this one's cannot be run together: ${why}`,
  );

/** Copies a checkout's modules; its packages, of which none is timed, are shared. */
export async function copyCheckout(folder: string, to: string): Promise<string> {
  await mkdir(to);
  for (const part of PARTS) await cp(join(folder, part), join(to, part), { recursive: true });
  await symlink(join(folder, "node_modules"), join(to, "node_modules"), "junction");
  return to;
}
