import { spawnSync } from "node:child_process";
import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { main, missingArgument, UsageError, UserError } from "../../scripts/user-error.ts";

afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
  delete process.env.DEBUG;
});

async function end(run: () => Promise<number> | Promise<void>) {
  const written: string[] = [];
  jest.spyOn(process.stderr, "write").mockImplementation((text) => written.push(String(text)) > 0);
  await main(run);
  return { code: process.exitCode, written: written.join("") };
}

describe("main", () => {
  test.each([
    { description: "nothing", run: async () => {}, code: 0, says: "" },
    { description: "a code", run: async () => 3, code: 3, says: "" },
    {
      description: "a user's error",
      run: async () => Promise.reject(new UserError("Do this.")),
      code: 1,
      says: "Do this.\n",
    },
    {
      description: "a wrong command line",
      run: async () => Promise.reject(new UsageError("No such flag.")),
      code: 2,
      says: "No such flag.\n",
    },
    {
      description: "a command line that lacks something",
      run: async () => Promise.reject(missingArgument("Which file?", "  npm run x -- FILE\n")),
      code: 2,
      says: "  npm run x -- FILE\n\nWhich file?\n",
    },
    {
      description: "an unexpected error",
      run: async () => Promise.reject(new TypeError("x is undefined")),
      code: 1,
      says: "x is undefined (set DEBUG=1 for the stack trace)\n",
    },
  ])("$description", async ({ run, code, says }) => {
    expect(await end(run as () => Promise<void>)).toEqual({ code, written: says });
  });

  test("a reader that has seen enough ends it without a word", () => {
    const script =
      'import { main } from "./scripts/user-error.ts"; await main(async () => { for (let n = 0; n < 1e5; n += 1) process.stdout.write("x".repeat(100) + "\\n"); });';
    const command = `"${process.execPath}" --input-type=module -e '${script}' | head -n 1`;
    const { stdout, stderr } = spawnSync("sh", ["-c", command], { encoding: "utf8" });
    expect({ stdout, stderr }).toEqual({ stdout: `${"x".repeat(100)}\n`, stderr: "" });
  });

  test.each(["EPIPE", "EIO"])("a terminal or reader that is gone (%s) does not end it", async (code) => {
    await end(async () => {
      for (const stream of [process.stdout, process.stderr])
        stream.emit("error", Object.assign(new Error("gone"), { code }));
    });
    expect(process.exitCode).toBe(0);
  });

  test("with DEBUG an unexpected error shows where it came from", async () => {
    process.env.DEBUG = "1";
    const { written } = await end(async (): Promise<void> => {
      throw new TypeError("x is undefined");
    });
    expect(written).toMatch(/TypeError: x is undefined\n\s+at /);
  });
});
