import { readFile, writeFile } from "node:fs/promises";
import { stripVTControlCharacters } from "node:util";
import { printLine } from "../terminal.ts";
import { UserError } from "../user-error.ts";
import type { SynthesizedStack } from "./synthesize.ts";
import { runTerraform } from "./terraform-process.ts";

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

/** Terraform in a stack's directory, on this terminal. `init` and `run` return its exit code. */
export const terraformIn = (directory: string) => ({
  init: () => told(directory, ["init", "-input=false"]),
  run: (...args: string[]) => told(directory, args),
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
  const { code } = await runTerraform(directory, args, (part) => {
    text += part;
  });
  return { code, text };
}

async function told(directory: string, args: readonly string[]): Promise<number> {
  const { code, complaint } = await runTerraform(directory, args);
  const advice = lockAdvice(complaint, directory);
  if (code !== 0 && advice !== undefined) printLine(advice);
  return code;
}

/** What to do where the state is locked, from what terraform complains of. */
export function lockAdvice(complaint: string, directory: string): string | undefined {
  if (!complaint.includes("Error acquiring the state lock")) return undefined;
  const id = /ID:\s+(\S+)/.exec(stripVTControlCharacters(complaint))?.[1] ?? "ID";
  return (
    "Nothing was changed: somebody deploys this stack at the moment (Who, above), or did and was killed. To wait for them, end the " +
    "command by: -- -lock-timeout=20m. If you know that nobody does any more: " +
    `terraform -chdir=${directory} force-unlock ${id}`
  );
}
