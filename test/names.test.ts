import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";

/** The words of the house: one exported name means one thing, and a comment says what a function does in usual words. */

const root = resolve(import.meta.dirname, "..");
const files = ["infra", "functions", "shared", "scripts", "test"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((name) => name.endsWith(".ts") && name !== "test/names.test.ts")
    .map((name) => ({ name, source: readFileSync(join(root, name), "utf8") })),
);

/** Names that several files export because they stand in the same place and mean the same there. */
const roles: Record<string, string> = {
  handler: "what Lambda calls, in the index.ts of a function",
  usage: "the help text of a command",
  parseOptions: "the arguments of a command as its options; throws a UsageError",
};

const DECLARED =
  /^export (?:abstract |async |declare )*(?:function\*?|const|let|class|interface|type|enum) ([A-Za-z_$][\w$]*)/gm;
const LISTED = /^export (?:type )?\{([^}]*)\}( from)?/gm;

/** Names that a file declares for others. What it only passes on keeps its file; under another name it is a new one. */
function exportedNames(source: string): string[] {
  const declared = [...source.matchAll(DECLARED)].map(([, name]) => name!);
  const listed = [...source.matchAll(LISTED)].flatMap(([, list, from]) =>
    list!
      .split(",")
      .map((entry) => entry.trim().replace(/^type /, ""))
      .filter((entry) => entry !== "" && (!from || entry.includes(" as ")))
      .map((entry) => entry.split(" as ").at(-1)!),
  );
  return [...new Set([...declared, ...listed])];
}

/** Names of values that a file declares for others; types stand with what they describe. */
const exportedValues = (source: string): string[] =>
  [...source.matchAll(DECLARED)].flatMap(([text, name]) =>
    / (?:interface|type) \S+$/.test(text) ? [] : [name!],
  );

/** Names that a file takes from others, or passes on. */
const takenNames = (source: string): string[] =>
  [...source.matchAll(/\{([^{}]*)\}(?:\s*from\s*"\.|\s*=\s*await import\()/g)].flatMap(([, list]) =>
    list!.split(",").map(
      (entry) =>
        entry
          .trim()
          .replace(/^type /, "")
          .split(/ as |: /)[0]!,
    ),
  );

/** Comments that begin their line or follow code; `//` within a text, as in an address, has no space before it. */
const commentsOf = (source: string): string =>
  [...source.matchAll(/\/\*\*[\s\S]*?\*\/|(?:^|\s)\/\/ .*$/gm)].map(([comment]) => comment).join("\n");

const namesOf = (wanted: (source: string) => boolean): string[] =>
  files.filter(({ source }) => wanted(source)).map(({ name }) => name);

const owners = new Map<string, string[]>();
for (const { name, source } of files)
  for (const exported of exportedNames(source)) owners.set(exported, [...(owners.get(exported) ?? []), name]);
const shared = [...owners].filter(([, owning]) => owning.length > 1).map(([name]) => name);

describe("exported names", () => {
  test.each([
    {
      what: "a declaration",
      source: "export const a = 1;\nexport async function* b() {}",
      names: ["a", "b"],
    },
    { what: "types", source: "export interface A {}\nexport type B<C> = C;", names: ["A", "B"] },
    { what: "a list", source: "export { a, type B };", names: ["a", "B"] },
    { what: "what is only passed on", source: 'export { a, type B } from "./a.ts";', names: [] },
    { what: "what is passed on by another name", source: 'export { a as b } from "./a.ts";', names: ["b"] },
    { what: "what is not exported", source: "const a = 1;\n  export const b = 2;", names: [] },
  ])("are read from $what", ({ source, names }) => expect(exportedNames(source)).toEqual(names));

  test("are many", () => expect(owners.size).toBeGreaterThan(1_000));

  test("stand in one file each, but for those of the same role", () => {
    const unexplained = shared.filter((name) => !Object.hasOwn(roles, name));
    expect(unexplained.sort()).toEqual([]);
  });

  test.each([
    { what: "an import", source: 'import { a, type B as C } from "./a.ts";', names: ["a", "B"] },
    {
      what: "an import over lines",
      source: 'import {\n  a,\n  b,\n} from "../a.ts";',
      names: ["a", "b", ""],
    },
    { what: "what is passed on", source: 'export { a } from "./a.ts";', names: ["a"] },
    {
      what: "an import where it is needed",
      source: 'const { a: b } = await import("./a.ts");',
      names: ["a"],
    },
    { what: "a package's", source: 'import { a } from "a";', names: [] },
  ])("are taken by $what", ({ source, names }) => expect(takenNames(source)).toEqual(names));

  test("of values are those that another file takes", () => {
    const taken = new Set([...files.flatMap(({ source }) => takenNames(source)), ...Object.keys(roles)]);
    const unused = files.flatMap(({ name, source }) =>
      exportedValues(source).flatMap((value) => (taken.has(value) ? [] : [`${name}: ${value}`])),
    );
    expect(unused).toEqual([]);
  });

  test("that are listed as roles stand in several files", () => {
    expect(Object.keys(roles).filter((name) => !shared.includes(name))).toEqual([]);
  });

  test("say what a thing is, and not whose or when", () => {
    const vague = /^(own|derive|decide)|Own[A-Z]|^Own|Surroundings|Moment/;
    expect([...owners.keys()].filter((name) => vague.test(name))).toEqual([]);
  });
});

test("a limit is called MAX_…", () => {
  expect(namesOf((source) => /\b(AT_)?MOST_[A-Z]/.test(source))).toEqual([]);
});

test("a function returns, and what comes back from a service is a response", () => {
  expect(namesOf((source) => /\banswer(s|ed)\b/i.test(commentsOf(source)))).toEqual([]);
});

test("a comment fits on a screen: nothing else breaks its lines", () => {
  const long = /^ *(?:\/\/|\*|\/\*\*) .{128,}$/m;
  expect(namesOf((source) => long.test(source))).toEqual([]);
});
