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

/** A way round for each circle of imports; types count as well, for who reads one file of a circle has to read them all. */
function circlesOf(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    const at = path.indexOf(file);
    if (at >= 0) circles.push([...path.slice(at), file].join(" → "));
    if (at >= 0 || done.has(file)) return;
    path.push(file);
    for (const target of graph.get(file) ?? []) visit(target);
    path.pop();
    done.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return circles;
}

describe("no files import each other in a circle", () => {
  const graphOf = (all: readonly Pick<Import, "file" | "target">[]) =>
    new Map(
      [...Map.groupBy(all, ({ file }) => file)].map(([file, from]) => [
        file,
        from.map(({ target }) => target),
      ]),
    );

  test("in the whole tree", () => {
    const all = [...imports, ...filesIn("test").flatMap(importsOf)];
    expect(circlesOf(graphOf(all))).toEqual([]);
  });

  test.each([
    { what: "a chain", arrows: ["a b", "b c", "a c"], circles: [] },
    { what: "two files", arrows: ["x a", "a b", "b a"], circles: ["a → b → a"] },
    { what: "a file and itself", arrows: ["a a"], circles: ["a → a"] },
    {
      what: "three files behind others",
      arrows: ["x y", "y a", "a b", "b c", "c a"],
      circles: ["a → b → c → a"],
    },
    { what: "two circles", arrows: ["a b", "b a", "c d", "d c"], circles: ["a → b → a", "c → d → c"] },
  ])("which is seen in $what", ({ arrows, circles }) => {
    const all = arrows
      .map((arrow) => arrow.split(" "))
      .map(([file, target]) => ({ file: file!, target: target! }));
    expect(circlesOf(graphOf(all))).toEqual(circles);
  });
});

test("nothing reads the folder beside the checkout", () => {
  const wrong = imports.filter(({ target }) => target.startsWith(".."));
  expect(wrong.map(shown)).toEqual([]);
});

/** Each with the reason. */
const ownDuckDb: Readonly<Record<string, string>> = {
  "scripts/local/runtime/athena/bounded-duckdb.ts": "it bounds it for all others",
  "scripts/features/training-set.ts": "it has a bound of its own, which README names",
  "scripts/local/runtime/firehose/convert/duckdb-writer.ts": "it holds the rows of one file",
};

test("DuckDB is opened with a bound of its memory: it would take four fifths of the machine's", () => {
  const opening = filesIn("scripts").filter((file) =>
    readFileSync(join(root, file), "utf8").includes("DuckDBInstance.create("),
  );
  expect(opening.toSorted()).toEqual(Object.keys(ownDuckDb).toSorted());
});
