import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { unzipSync, zipSync } from "fflate";
import { type Bundle, buildFunctions } from "../../../scripts/build/bundle.ts";
import { functionSettings } from "../../../shared/settings/functions.ts";

const build = (functions: readonly string[]) =>
  buildFunctions({ functions, outdir: mkdtempSync(path.join(os.tmpdir(), "build-")) });

let once: Promise<Bundle[]> | undefined;

/** A function's bundle; all are built together for all tests. */
async function built(name: string): Promise<Bundle> {
  once ??= build(Object.keys(functionSettings));
  return (await once).find((bundle) => bundle.name === name)!;
}

const BUILT_INS =
  "String, Array, Object, Map, Set, Number, Function, RegExp, Uint8Array, Buffer, Date, Promise, Error";

/** What an expression over the loaded bundle prints, in a process of its own, where no package of this project is in reach. */
function loaded(entry: string, expression: string, ...flags: string[]) {
  const code = `const module = await import(${JSON.stringify(pathToFileURL(entry))}); console.log(${expression})`;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [...flags, "--input-type=module", "--eval", code],
    { cwd: os.tmpdir(), env: { AWS_REGION: "eu-central-1" }, encoding: "utf8" },
  );
  return { stdout, status, stderr: stderr.slice(-500) };
}

describe("a bundle", () => {
  test("is left alone while nothing has changed, and made anew where it was changed or taken away", async () => {
    const outdir = mkdtempSync(path.join(os.tmpdir(), "build-"));
    const again = async () => (await buildFunctions({ functions: ["failed"], outdir }))[0]!;
    const { entry } = await again();
    const whole = readFileSync(entry);
    utimesSync(entry, 1, 1);
    await again();
    expect(statSync(entry).mtimeMs).toBe(1000);
    for (const spoil of [() => writeFileSync(entry, "cut"), () => rmSync(entry)]) {
      spoil();
      await again();
      expect(readFileSync(entry).equals(whole)).toBe(true);
    }
  });

  test("is one module in a zip, with the same bytes from the same source", async () => {
    const [[first], [second]] = [await build(["failed"]), await build(["failed"])];
    const zip = readFileSync(first!.zip);
    expect(zip.equals(readFileSync(second!.zip))).toBe(true);
    expect(Object.keys(unzipSync(zip))).toEqual(["index.mjs"]);
    expect(Buffer.from(unzipSync(zip)["index.mjs"]!).equals(readFileSync(first!.entry))).toBe(true);
    expect([first!.entryBytes, first!.zipBytes]).toEqual([readFileSync(first!.entry).length, zip.length]);
  });

  test("leaves an archive alone that holds its code, and makes any other anew", async () => {
    const { zip } = await built("failed");
    const whole = readFileSync(zip);
    const other = Buffer.from(zipSync({ "index.mjs": Buffer.from("other code") }));
    for (const held of [whole, whole.subarray(0, 999), other]) {
      writeFileSync(zip, held);
      utimesSync(zip, 1, 1);
      await buildFunctions({ functions: ["failed"], outdir: path.dirname(zip) });
      expect(readFileSync(zip).equals(whole)).toBe(true);
      expect(statSync(zip).mtimeMs === 1000).toBe(held === whole);
    }
  });

  test.each(Object.keys(functionSettings))("of %s loads on its own and exports the handler", async (name) => {
    const bundle = await built(name);
    // The reason is in the first lines; the rest would be the bundle itself.
    expect(loaded(bundle.entry, "typeof module.handler")).toEqual({
      stdout: "function\n",
      status: 0,
      stderr: "",
    });
  });

  /** A package that subclasses a built-in may leave its methods slow for every caller (see `shared/redis/fast-strings.ts`). */
  test.each(Object.keys(functionSettings))("of %s leaves the methods of the built-ins fast", async (name) => {
    const bundle = await built(name);
    const slow = `[${BUILT_INS}].filter((each) => !%HasFastProperties(each.prototype)).map(({ name }) => name).join()`;
    expect(loaded(bundle.entry, slow, "--allow-natives-syntax").stdout).toBe("\n");
  });
});

test("a function that does not exist is named", async () => {
  await expect(build(["failed", "nosuch"])).rejects.toThrow(
    /No such function: nosuch .*functions\/NAME\/index\.ts/,
  );
});
