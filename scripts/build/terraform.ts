import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { UserError } from "../user-error.ts";
import { type SynthesizedStack, synthesize } from "./synthesize.ts";

export interface TerraformRequest {
  command: "plan" | "apply" | "destroy";
  /** Name of the environment or of its stack: `dev` or `clickstream-dev`. */
  environment: string;
  /** Handed on to terraform, for example `-auto-approve`. */
  args?: readonly string[] | undefined;
  /** Where `apply` leaves the stack's outputs, for `send`, `replay` and `query`. */
  outputsFile?: string | undefined;
}

/**
 * Builds, synthesises and runs terraform on one environment's stack, on this terminal. Returns terraform's
 * exit code. The JSON is complete, so CDKTF's own command line is not needed.
 */
export async function terraform(request: TerraformRequest): Promise<number> {
  const { command, environment, args = [], outputsFile } = request;
  const [stack] = await synthesize({ environments: [environment.replace(/^clickstream-/, "")] });
  if (!stack) throw new UserError(`No stack was synthesised for ${environment}.`);
  const missing = missingVariables(await variablesOf(stack), args, process.env);
  if (missing.length > 0 && command !== "destroy") throw new UserError(missingMessage(missing));
  // What is destroyed needs no values, but terraform asks for them.
  for (const { name } of missing) process.env[`TF_VAR_${name}`] = "unused";

  const directory = path.dirname(stack.file);
  const code = await run(directory, ["init", "-input=false"]);
  if (code !== 0) return code;
  const done = await run(directory, [command, ...args]);
  if (done === 0 && command === "apply" && outputsFile) await writeOutputs(directory, outputsFile);
  return done;
}

export interface Variable {
  name: string;
  description: string;
  required: boolean;
}

export async function variablesOf({ file }: SynthesizedStack): Promise<Variable[]> {
  const { variable = {} } = JSON.parse(await readFile(file, "utf8")) as {
    variable?: Record<string, { description: string; default?: unknown }>;
  };
  return Object.entries(variable).map(([name, body]) => ({
    name,
    description: body.description,
    required: body.default === undefined,
  }));
}

/** Variables that neither the synthesis nor the environment nor an argument gives. A file of variables may give any. */
export function missingVariables(
  variables: readonly Variable[],
  args: readonly string[],
  environment: Record<string, string | undefined>,
): Variable[] {
  const text = args.join(" ");
  if (/(^|\s)--?var-file\b/.test(text)) return [];
  const given = new Set([...text.matchAll(/(?:^|\s)--?var[= ]['"]?(\w+)=/g)].map(([, name]) => name));
  return variables.filter(
    ({ name, required }) => required && !given.has(name) && environment[`TF_VAR_${name}`] === undefined,
  );
}

export const missingMessage = (missing: readonly Variable[]): string =>
  [
    "The stack needs values that nobody has given. Set these environment variables, then deploy again:",
    ...missing.map(({ name, description }) => `  ${name.toUpperCase()}  ${description}`),
  ].join("\n");

async function writeOutputs(directory: string, file: string): Promise<void> {
  let json = "";
  const code = await run(directory, ["output", "-json"], (text) => {
    json += text;
  });
  if (code !== 0) throw new UserError("The outputs of the stack could not be read: see terraform's message.");
  await writeFile(file, json);
  console.log(`Outputs of the stack: ${file} (send, replay and query take it by --outputs).`);
}

/** Runs terraform in a stack's directory. Output goes to this terminal, or to `take`. */
export function run(
  directory: string,
  args: readonly string[],
  take?: (text: string) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn("terraform", [`-chdir=${directory}`, ...args], {
      stdio: ["inherit", take ? "pipe" : "inherit", "inherit"],
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
