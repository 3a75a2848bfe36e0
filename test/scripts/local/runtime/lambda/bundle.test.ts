import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { strToU8, zipSync } from "fflate";
import { handlerIn, unpackBundle } from "../../../../../scripts/local/runtime/lambda/bundle.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "bundle-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const zip = (files: Record<string, string>): string => {
  const file = path.join(folder, "code.zip");
  writeFileSync(
    file,
    zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))),
  );
  return file;
};

describe("a function's code", () => {
  test("is unpacked with its folders, and its handler is found", () => {
    const code = path.join(folder, "code");
    unpackBundle(zip({ "src/index.mjs": "export const handler = 1;" }), code);
    const { entry, handler } = handlerIn(code, "src/index.handler");
    expect(handler).toBe("handler");
    expect(readFileSync(entry, "utf8")).toContain("handler = 1");
  });

  test("that is not built says what to do", () => {
    expect(() => unpackBundle(path.join(folder, "none.zip"), folder)).toThrow("npm run build");
  });

  test("cannot write outside its folder", () => {
    expect(() => unpackBundle(zip({ "../out.mjs": "" }), path.join(folder, "code"))).toThrow("leads out");
  });

  test.each(["other.handler", "handler"])("without the module of %s is refused by name", (setting) => {
    unpackBundle(zip({ "index.mjs": "" }), folder);
    expect(() => handlerIn(folder, setting)).toThrow(setting);
  });
});
