import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";

/** A process of one command: whether it speaks JSON is decided once. */
async function aCommand() {
  jest.resetModules();
  const { commandLine } = await import("../../scripts/command-line.ts");
  const terminal = await import("../../scripts/terminal.ts");
  return { commandLine, ...terminal };
}

const written = { out: "", err: "" };
beforeEach(() => {
  Object.assign(written, { out: "", err: "" });
  const into = (name: "out" | "err") => (text: unknown) => {
    written[name] += String(text);
    return true;
  };
  jest.spyOn(process.stdout, "write").mockImplementation(into("out") as never);
  jest.spyOn(process.stderr, "write").mockImplementation(into("err") as never);
});
afterEach(() => {
  jest.restoreAllMocks();
});

const config = (...args: string[]) =>
  ({ args, options: { rate: { type: "string" }, help: { type: "boolean" } } }) as const;

describe("the command line", () => {
  test("takes --json beside what is declared", async () => {
    const { commandLine, speaksJson } = await aCommand();
    expect(commandLine(config("--rate", "3"), "usage").values).toMatchObject({ rate: "3", json: false });
    expect(speaksJson()).toBe(false);
    expect(commandLine(config("--json"), "usage").values).toMatchObject({ json: true });
    expect(speaksJson()).toBe(true);
  });

  test.each([
    [
      "of a usage where it is to be had",
      "Does x.\n\n  npm run x-y -- FILE\n\nBeside npm run z.",
      "Unknown option '--nonsense'. See npm run x-y -- --help.",
    ],
    [
      "where help is to be had",
      "See npm run x -- --help.",
      "Unknown option '--nonsense'. See npm run x -- --help.",
    ],
  ])("says what is wrong, and %s", async (_what, advice, message) => {
    const { commandLine } = await aCommand();
    expect(() => commandLine(config("--nonsense"), advice)).toThrow(
      expect.objectContaining({ name: "UsageError", message }),
    );
  });
});

describe("what a command prints", () => {
  const document = { count: 1, text: "a\u001b[2Jb" };

  test("is for people, unless programs ask", async () => {
    const { print, printResult } = await aCommand();
    print("working …\n");
    printResult(document, "1 of them\n");
    expect(written).toEqual({ out: "working …\n1 of them\n", err: "" });
  });

  test("with --json is one document, harmless to a terminal, and all else on the standard error", async () => {
    const { commandLine, print, printLine, printResult } = await aCommand();
    commandLine(config("--json"), "usage");
    print("working …\n");
    printLine("nearly there");
    printResult(document, "1 of them\n");
    expect(JSON.parse(written.out)).toEqual(document);
    expect(written.out).not.toContain("\u001b");
    expect(written.err).toBe("working …\nnearly there\n");
  });
});
