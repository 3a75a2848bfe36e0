import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { isKept, keep } from "./kept.ts";
import { filesUnder, SYNTHESISED_FROM, stampOf } from "./stamp.ts";

export interface AppRun {
  args: readonly string[];
  /** Settings file that is not the usual one. */
  settings: string | undefined;
  /** Writes stacks into `outdir`, and into `asked` which variables of its environment the app asked for (`asked.ts`). */
  run(outdir: string, asked: string): Promise<unknown>;
}

/** So many sets of stacks are kept: the few ways in which somebody starts it, now and before the last change. */
const MAX_KEPT = 8;

/**
 * Puts into `outdir` what the app makes of its arguments: what is kept of the last time that it had the same sources,
 * settings and variables, else what it makes now.
 * @param root the checkout
 */
export async function putStacks(root: string, outdir: string, app: AppRun): Promise<void> {
  const all = path.join(root, ".build", "stacks");
  const settings = app.settings ?? (process.env.CLICKSTREAM_SETTINGS || undefined);
  const from = settings === undefined ? SYNTHESISED_FROM : [...SYNTHESISED_FROM, settings];
  const stamp = await stampOf(root, from, app.args);
  const folder = path.join(all, stamp.slice(0, 16));
  if (await isUnchanged(folder, stamp)) await utimes(folder, new Date(), new Date());
  else await make(all, folder, stamp, app);
  await cp(path.join(folder, OUT), outdir, { recursive: true });
}

const OUT = "out";
const ASKED = "asked.json";

async function isUnchanged(folder: string, stamp: string): Promise<boolean> {
  if (!(await isKept(folder, stamp))) return false;
  const asked = JSON.parse(await readFile(path.join(folder, ASKED), "utf8")) as Record<string, string>;
  return Object.entries(asked).every(([name, before]) => before === hashedVariable(name));
}

async function make(all: string, folder: string, stamp: string, app: AppRun): Promise<void> {
  await mkdir(all, { recursive: true });
  const made = await mkdtemp(path.join(all, "new-"));
  try {
    const asked = path.join(made, ASKED);
    await app.run(path.join(made, OUT), asked);
    const names = JSON.parse(await readFile(asked, "utf8")) as string[];
    const values = names.filter((name) => name !== OUTDIR).map((name) => [name, hashedVariable(name)]);
    await writeFile(asked, JSON.stringify(Object.fromEntries(values)));
    const files = await filesUnder(path.join(made, OUT));
    await keep(made, stamp, [ASKED, ...files.map((file) => path.relative(made, file))]);
    await rm(folder, { recursive: true, force: true });
    await rename(made, folder);
  } finally {
    await rm(made, { recursive: true, force: true });
  }
  await dropOldest(all);
}

/** Where the app writes to, which is not to be found in what it writes. */
const OUTDIR = "CDKTF_OUTDIR";

/** A hash, for the value may be secret; of all of them for what stands for all. */
function hashedVariable(name: string): string {
  const value = name === "*" ? JSON.stringify(Object.entries(process.env).sort()) : process.env[name];
  return value === undefined ? "none" : createHash("sha256").update(value).digest("hex");
}

async function dropOldest(all: string): Promise<void> {
  const folders = (await readdir(all)).map((name) => path.join(all, name));
  const used = await Promise.all(
    folders.map(async (folder) => {
      // Another process may just have given it its name, and then it is new.
      const found = await stat(folder).catch(() => undefined);
      return { folder, at: found?.mtimeMs ?? Number.POSITIVE_INFINITY };
    }),
  );
  const oldest = used.sort((one, other) => other.at - one.at).slice(MAX_KEPT);
  await Promise.all(oldest.map(({ folder }) => rm(folder, { recursive: true, force: true })));
}
