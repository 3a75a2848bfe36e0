import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { BuildOptions } from "esbuild";
import { functionSettings } from "../../shared/settings/functions.ts";
import { UserError } from "../user-error.ts";
import { archiveOf, MEMBER } from "./archive.ts";
import { esbuild } from "./esbuild.ts";
import { isKept, keep } from "./kept.ts";
import { BUNDLED_FROM, stampOf } from "./stamp.ts";
import { unhashedVersion, withVersion } from "./version.ts";

const here = path.resolve(import.meta.dirname, "../..");

export interface BuildRequest {
  /** Names under functions/; all that the settings declare unless given. */
  functions?: readonly string[] | undefined;
  /** Told what is being done, where something is. */
  onStep?: ((text: string) => void) | undefined;
  /** Where bundles go; `.build` unless given. */
  outdir?: string | undefined;
  /** The checkout that is built; this one unless given. */
  root?: string | undefined;
}

export interface Bundle {
  name: string;
  /** The bundle that Lambda runs, and that the local runtime imports. */
  entry: string;
  zip: string;
  /** Sizes in bytes. */
  entryBytes: number;
  zipBytes: number;
}

/**
 * Bundles functions for Lambda, but for those that are there as they would come out. Throws a `UserError` that names the
 * function when one does not exist, and esbuild's own (with file and line) when one does not compile.
 */
export async function buildFunctions(request: BuildRequest = {}): Promise<Bundle[]> {
  const { root = here, functions: names = Object.keys(functionSettings) } = request;
  const outdir = path.resolve(root, request.outdir ?? ".build");
  const unknown = names.filter((name) => !existsSync(entryPoint(root, name)));
  if (unknown.length > 0)
    throw new UserError(`No such function: ${unknown.join(", ")} (looked for functions/NAME/index.ts).`);
  const stamp = await stampOf(root, BUNDLED_FROM);
  const kept = await Promise.all(names.map((name) => isKept(path.join(outdir, name), stamp)));
  const changed = names.filter((_, at) => !kept[at]);
  if (changed.length > 0) {
    request.onStep?.(`Bundling the functions (${changed.length} of ${names.length}) …`);
    await bundle(root, changed, outdir);
  }
  const bundles = await Promise.all(names.map((name) => archived(name, outdir)));
  // Last of all, so that a build that was cut short is not taken for a whole one.
  await Promise.all(changed.map((name) => keep(path.join(outdir, name), stamp, [MEMBER])));
  return bundles;
}

/** Bundles them in one go, so that what several functions import is read and parsed once. */
async function bundle(root: string, names: readonly string[], outdir: string): Promise<void> {
  const version = unhashedVersion(root);
  const { outputFiles } = await esbuild({
    ...options,
    absWorkingDir: root,
    define: { BUNDLE_VERSION: JSON.stringify(version) },
    entryPoints: names.map((name) => ({ in: entryPoint(root, name), out: path.join(name, "index") })),
    outdir,
    write: false,
  });
  for (const { path: file, text, contents } of outputFiles) {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, file.endsWith(".map") ? contents : withVersion(text, version));
  }
}

const entryPoint = (root: string, name: string) => path.join(root, "functions", name, "index.ts");

async function archived(name: string, outdir: string): Promise<Bundle> {
  const entry = path.join(outdir, name, MEMBER);
  const zip = path.join(outdir, `${name}.zip`);
  const code = await readFile(entry);
  const archive = await archiveOf(zip, code);
  return { name, entry, zip, entryBytes: code.byteLength, zipBytes: archive.byteLength };
}

const options: BuildOptions = {
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  outExtension: { ".js": ".mjs" },
  // The ESM entry of each package: tree shaking leaves out the AWS commands that are not called.
  mainFields: ["module", "main"],
  // Minified, but with the original names: short names load no faster and make stack traces unreadable.
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: "external",
  legalComments: "none",
  // The error that esbuild throws holds its messages.
  logLevel: "silent",
  // CommonJS dependencies ask for Node's modules with `require`, which an ES module does not have.
  banner: {
    js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);',
  },
};

/** A line a function. */
export function bundleSizes(bundles: readonly Bundle[]): string {
  const kib = (bytes: number) => `${(bytes / 1024).toFixed(0)} KiB`.padStart(10);
  return bundles
    .map((each) => `${each.name.padEnd(10)}${kib(each.entryBytes)} ${kib(each.zipBytes)} zipped`)
    .join("\n");
}
