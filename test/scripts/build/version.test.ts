import { appendFileSync, cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { SourceMap } from "node:module";
import os from "node:os";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { buildFunctions } from "../../../scripts/build/bundle.ts";
import { withVersion } from "../../../scripts/build/version.ts";
import { functionSettings } from "../../../shared/settings/functions.ts";
import { pipelineVersion, release } from "../../../shared/version.ts";

const here = path.resolve(import.meta.dirname, "../../..");

/** A copy of what bundles are made of, to edit. */
function checkout(): string {
  const root = mkdtempSync(path.join(os.tmpdir(), "checkout-"));
  for (const each of ["functions", "shared", "package.json", "tsconfig.json"])
    cpSync(path.join(here, each), path.join(root, each), { recursive: true });
  symlinkSync(path.join(here, "node_modules"), path.join(root, "node_modules"));
  return root;
}

/** Each function's code. */
async function bundlesOf(root: string, functions?: string[]): Promise<Record<string, string>> {
  const built = await buildFunctions({ root, functions });
  return Object.fromEntries(built.map(({ name, entry }) => [name, readFileSync(entry, "utf8")]));
}

const VERSION = /"\d+\.\d+\.\d+\+([0-9a-f]{8})"/g;
const versionsIn = (code: string) => [...code.matchAll(VERSION)].map(([, hash]) => hash);

const editProject = (root: string, edit: (project: Record<string, Record<string, string>>) => object) => {
  const file = path.join(root, "package.json");
  writeFileSync(file, JSON.stringify(edit(JSON.parse(readFileSync(file, "utf8")))));
};

const edited = (root: string, file: string, line: string) =>
  appendFileSync(path.join(root, file), `\n${line}\n`);

const names = Object.keys(functionSettings);

/** They write nothing that says which version wrote it. */
const unversioned = ["model", "load", "curate"];

describe("the version of a bundle", () => {
  const root = checkout();
  // Read where the bundle ends, behind the version.
  edited(root, "functions/enrich/index.ts", "export const scoring = process.env.SCORING_FOR_A_TEST;");
  const before = bundlesOf(root);

  test("is the release and a hash of its own", async () => {
    const versions = Object.values(await before).map(versionsIn);
    const versioned = names.filter((name) => !unversioned.includes(name));
    expect(versions.map((each) => each.length)).toEqual(
      names.map((name) => Number(versioned.includes(name))),
    );
    expect(new Set(versions.flat()).size).toBe(versioned.length);
    for (const name of versioned) expect((await before)[name]).toContain(`"${release()}+`);
  });

  test("stays where package.json changes around it, and so does every bundle", async () => {
    const unchanged = await before;
    editProject(root, (project) => ({ ...project, scripts: { ...project.scripts, more: "true" } }));
    expect(await bundlesOf(root)).toEqual(unchanged);
  });

  test("changes with an edit of that function's code, and no other bundle does", async () => {
    const unchanged = await before;
    edited(root, "functions/failed/index.ts", `console.info("edited");`);
    const { failed, ...others } = await bundlesOf(root);
    const { failed: unedited, ...expected } = unchanged;
    expect(others).toEqual(expected);
    expect(failed).toContain("edited");
    expect(versionsIn(failed!)).not.toEqual(versionsIn(unedited!));
  });

  test("keeps its hash in a release that does not change the code", async () => {
    const unchanged = await before;
    editProject(root, (project) => ({ ...project, version: "17.0.3" }));
    const { enrich } = await bundlesOf(root, ["enrich"]);
    expect(enrich).toContain(`"17.0.3+${versionsIn(unchanged.enrich!)}"`);
  });

  test("leaves the source map right", async () => {
    const { enrich: code } = (await before) as { enrich: string };
    const map = JSON.parse(readFileSync(path.join(root, ".build/enrich/index.mjs.map"), "utf8"));
    /** The file that the code at a place was written in, and that line of it. */
    const origin = (index: number) => {
      const lines = code.slice(0, index).split("\n");
      const { originalSource, originalLine } = new SourceMap(map).findEntry(
        lines.length - 1,
        lines.at(-1)!.length,
      ) as { originalSource: string; originalLine: number };
      const source = map.sources.indexOf(originalSource);
      return { file: originalSource, line: map.sourcesContent[source].split("\n")[originalLine] };
    };
    expect(origin(code.search(VERSION)).file).toMatch(/shared\/version\.ts$/);
    const behind = origin(code.indexOf("process.env.SCORING_FOR_A_TEST"));
    expect(behind.file).toMatch(/functions\/enrich\/index\.ts$/);
    expect(behind.line).toContain("SCORING_FOR_A_TEST");
  });
});

test("code that runs without a build says so", () => {
  expect(pipelineVersion).toBe(`${release()}+source`);
});

test("every place of the version gets the same hash, and the length stays", () => {
  const code = `a="0.1.0+{bundle}";b="0.1.0+{bundle}";`;
  const versioned = withVersion(code, "0.1.0+{bundle}");
  expect(versioned).toMatch(/^a="0\.1\.0\+([0-9a-f]{8})";b="0\.1\.0\+\1";$/);
  expect(versioned).toHaveLength(code.length);
});
