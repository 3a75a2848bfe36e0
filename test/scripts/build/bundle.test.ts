import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { unzipSync } from "fflate";
import { buildFunctions } from "../../../scripts/build/bundle.ts";
import { functionSettings } from "../../../shared/settings/functions.ts";

const build = (functions: readonly string[]) =>
  buildFunctions({ functions, quiet: true, outdir: mkdtempSync(path.join(os.tmpdir(), "build-")) });

describe("a bundle", () => {
  test("is one module in a zip, with the same bytes from the same source", async () => {
    const [[first], [second]] = [await build(["failed"]), await build(["failed"])];
    const zip = readFileSync(first!.zip);
    expect(zip.equals(readFileSync(second!.zip))).toBe(true);
    expect(Object.keys(unzipSync(zip))).toEqual(["index.mjs"]);
    expect(Buffer.from(unzipSync(zip)["index.mjs"]!).equals(readFileSync(first!.entry))).toBe(true);
    expect([first!.entryBytes, first!.zipBytes]).toEqual([readFileSync(first!.entry).length, zip.length]);
  });

  test.each(Object.keys(functionSettings))("of %s loads on its own and exports the handler", async (name) => {
    const [bundle] = await build([name]);
    // A process of its own, elsewhere: no package of this project is in reach.
    const load = `console.log(typeof (await import(${JSON.stringify(pathToFileURL(bundle!.entry))})).handler)`;
    const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "--eval", load], {
      cwd: os.tmpdir(),
      env: { AWS_REGION: "eu-central-1" },
      encoding: "utf8",
    });
    // The reason is in the first lines; the rest would be the bundle itself.
    expect({ stdout, status, stderr: stderr.slice(-500) }).toEqual({
      stdout: "function\n",
      status: 0,
      stderr: "",
    });
  });
});

test("a function that does not exist is named", async () => {
  await expect(build(["failed", "nosuch"])).rejects.toThrow(
    /No such function: nosuch .*functions\/NAME\/index\.ts/,
  );
});
