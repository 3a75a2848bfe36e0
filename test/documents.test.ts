import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import project from "../package.json" with { type: "json" };

const root = path.join(import.meta.dirname, "..");

const documents = ["README.md", "CONTRIBUTING.md", "infra/README.md", "shared/queries/README.md"];

const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

/** As GitHub makes them of headings. */
const anchorsOf = (file: string): string[] =>
  [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

/** Where a link leads that is none of the web: a file, and a heading of it. */
function missing(document: string, link: string): boolean {
  const [file, anchor] = link.split("#") as [string, string?];
  const target = file === "" ? document : path.join(path.dirname(document), file);
  if (!existsSync(path.join(root, target))) return true;
  return anchor !== undefined && !anchorsOf(target).includes(anchor);
}

describe.each(documents)("%s", (document) => {
  test("links to what is there", () => {
    const links = [...read(document).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link]) => link!);
    expect(links).not.toEqual([]);
    expect(links.filter((link) => missing(document, link))).toEqual([]);
  });

  test("names commands that there are", () => {
    const named = [...read(document).matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name!);
    expect(named).not.toEqual([]);
    expect(named.filter((name) => !(name in project.scripts))).toEqual([]);
  });

  test("names files of the project that there are", () => {
    const named = [...read(document).matchAll(/`((?:infra|functions|shared|scripts|test)\/[\w./-]+)`/g)].map(
      ([, file]) => file!,
    );
    const toCome = /NAME|^test\/output\//;
    expect(named.filter((file) => !toCome.test(file) && !existsSync(path.join(root, file)))).toEqual([]);
  });
});
