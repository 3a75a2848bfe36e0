import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { printLine, speaksJson } from "../terminal.ts";
import { UserError } from "../user-error.ts";
import type { SynthesizedStack } from "./synthesize.ts";

export interface Variable {
  name: string;
  description: string;
  required: boolean;
}

export async function variablesOf({ file }: Pick<SynthesizedStack, "file">): Promise<Variable[]> {
  const { variable = {} } = JSON.parse(await readFile(file, "utf8")) as {
    variable?: Record<string, { description: string; default?: unknown }>;
  };
  return Object.entries(variable).map(([name, body]) => ({
    name,
    description: body.description,
    required: body.default === undefined,
  }));
}

/** Variables that neither the synthesis nor the environment gives. */
export const missingVariables = (
  variables: readonly Variable[],
  environment: Readonly<Record<string, string | undefined>>,
): Variable[] =>
  variables.filter(({ name, required }) => required && environment[`TF_VAR_${name}`] === undefined);

export const missingMessage = (missing: readonly Variable[]): string =>
  [
    "The stack needs values that nobody has given. Set these environment variables, then deploy again:",
    ...missing.map(({ name, description }) => `  ${name.toUpperCase()}  ${description}`),
  ].join("\n");

/** A value that stands for one that a destruction does not need, though terraform asks for it and looks it over. */
export const unusedValue = (name: string): string =>
  name.endsWith("_arn")
    ? "arn:aws:secretsmanager:us-east-1:000000000000:secret:unused-AbCdEf"
    : "https://unused.invalid";

/** Terraform in a stack's directory, on this terminal. Each returns terraform's exit code. */
export const terraformIn = (directory: string) => ({
  init: () => run(directory, ["init", "-input=false"]),
  run: (...args: string[]) => run(directory, args),
  /** The output, where it ends well. Throws a `UserError` otherwise. */
  async read(...args: string[]): Promise<string> {
    const { code, text } = await captured(directory, args);
    if (code !== 0) throw new UserError(`terraform ${args[0]} ended with ${code}: see its message.`);
    return text;
  },
  /** The output, or undefined where it does not end well. */
  async tried(...args: string[]): Promise<string | undefined> {
    const { code, text } = await captured(directory, args);
    return code === 0 ? text : undefined;
  },
});

export type StackTerraform = ReturnType<typeof terraformIn>;

/** Leaves the outputs for `send`, `replay`, `query` and `doctor`. */
export async function writeOutputs(terraform: StackTerraform, file: string): Promise<void> {
  await writeFile(file, await terraform.read("output", "-json"));
  printLine(`Outputs of the stack: ${file} (send, replay, query and doctor take it by --outputs).`);
}

async function captured(directory: string, args: readonly string[]): Promise<{ code: number; text: string }> {
  let text = "";
  const code = await run(directory, args, (part) => {
    text += part;
  });
  return { code, text };
}

/** Output goes to this terminal, or to `take`. */
function run(directory: string, args: readonly string[], take?: (text: string) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn("terraform", [`-chdir=${directory}`, ...args], {
      // What terraform says is for people.
      stdio: ["inherit", take ? "pipe" : speaksJson() ? process.stderr : "inherit", "inherit"],
      // What it would have its reader type next is not how these commands go on.
      env: { ...process.env, TF_IN_AUTOMATION: "1" },
    });
    child.stdout?.setEncoding("utf8").on("data", (text) => take?.(text));
    child.on("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "ENOENT"
          ? new UserError(
              "terraform was not found: install version 1.10 or later (developer.hashicorp.com/terraform).",
            )
          : error,
      ),
    );
    // Ended by a signal: terraform has said so itself.
    child.on("close", (code) => resolve(code ?? 1));
  });
}
