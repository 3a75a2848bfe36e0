import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";

/** The rules of the house: who may import whom, and who may touch a client. */

const root = resolve(import.meta.dirname, "..");
const folders = ["infra", "functions", "shared", "scripts"] as const;
type Folder = (typeof folders)[number];

const mayImport: Record<Folder, readonly Folder[]> = {
  shared: ["shared"],
  infra: ["infra", "shared"],
  functions: ["functions", "shared"],
  scripts: ["scripts", "functions", "shared"],
};

interface Import {
  file: string;
  /** A path from the root, or a package. */
  target: string;
  typeOnly: boolean;
}

const STATEMENT =
  /^(?:import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)"|^import\s+"([^"]+)"|import\("([^"]+)"\)/gm;

function importsOf(file: string): Import[] {
  const source = readFileSync(join(root, file), "utf8");
  return [...source.matchAll(STATEMENT)].map(([, typeOnly, from, bare, dynamic]) => {
    const specifier = (from ?? bare ?? dynamic)!;
    const target = specifier.startsWith(".")
      ? relative(root, resolve(root, dirname(file), specifier))
      : specifier;
    return { file, target, typeOnly: typeOnly !== undefined };
  });
}

const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((name) => name.endsWith(".ts"));

const imports = folders.flatMap((folder) => filesIn(folder).flatMap(importsOf));
const folderOf = (path: string) => folders.find((folder) => path.startsWith(`${folder}/`));
const shown = ({ file, target }: Import) => `${file} imports ${target}`;

test("there are imports to judge", () => {
  expect(imports.length).toBeGreaterThan(500);
});

test.each(folders)("%s imports only what it may", (folder) => {
  const wrong = imports.filter(({ file, target }) => {
    const other = folderOf(target);
    return folderOf(file) === folder && other !== undefined && !mayImport[folder].includes(other);
  });
  expect(wrong.map(shown)).toEqual([]);
});

test("a function does not import another function", () => {
  const functionOf = (path: string) => /^functions\/([^/]+)\//.exec(path)?.[1];
  const wrong = imports.filter(
    ({ file, target }) => functionOf(file) && functionOf(target) && functionOf(file) !== functionOf(target),
  );
  expect(wrong.map(shown)).toEqual([]);
});

describe("clients", () => {
  test.each([
    { packages: /^@aws-sdk\//, allowed: /^(shared\/aws|scripts\/simulate\/services)\// },
    { packages: /^ioredis$/, allowed: /^(shared\/redis|scripts\/lookups)\// },
    { packages: /^(cdktf|@cdktf\/provider-aws)/, allowed: /^infra\// },
  ])("$packages are imported only below $allowed", ({ packages, allowed }) => {
    const wrong = imports.filter(
      ({ file, target, typeOnly }) => packages.test(target) && !typeOnly && !allowed.test(file),
    );
    expect(wrong.map(shown)).toEqual([]);
  });
});

test("nothing reads the folder beside the checkout", () => {
  const wrong = imports.filter(({ target }) => target.startsWith(".."));
  expect(wrong.map(shown)).toEqual([]);
});
