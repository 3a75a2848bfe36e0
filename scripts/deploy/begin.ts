import { type SynthesizedStack, synthesize } from "../build/synthesize.ts";
import type { StackTerraform } from "../build/terraform.ts";
import { printLine } from "../terminal.ts";
import { UserError } from "../user-error.ts";
import { readEnvironments, type ShownSettings } from "./environment.ts";
import { checkNotEmptied, checkStored } from "./unstored.ts";
import { givenVariables } from "./variables.ts";

/** What a deployment and a destruction begin with. */
export interface StackRequest {
  /** Name of the environment or of its stack: `dev` or `clickstream-dev`. */
  environment: string;
  settings?: string | undefined;
  /** For terraform. */
  args: readonly string[];
}

const nameOf = (environment: string): string => environment.replace(/^clickstream-/, "");

export async function settingsFor({ environment, settings }: StackRequest): Promise<ShownSettings> {
  const name = nameOf(environment);
  return (await readEnvironments([name], settings))[name]!.settings;
}

export async function stackFor(
  { environment, settings, args }: StackRequest,
  changes: Record<string, unknown>,
): Promise<SynthesizedStack> {
  Object.assign(process.env, givenVariables(args));
  const [stack] = await synthesize({
    environments: [nameOf(environment)],
    settings,
    changes,
    onStep: printLine,
  });
  if (!stack) throw new UserError(`No stack was synthesised for ${environment}.`);
  return stack;
}

/**
 * Returns the exit code. Throws a `UserError` where the last deployment did not come to store its state. What terraform
 * advises where its state has moved is said as it is done from here.
 */
export async function initialised(terraform: StackTerraform, directory: string): Promise<number> {
  checkStored(directory);
  const code = await terraform.init();
  if (code !== 0)
    printLine(
      "Terraform could not begin: see above. Where STATE_BUCKET names another place for its state than before, set it as it was, or have " +
        `the state moved: terraform -chdir=${directory} init -migrate-state`,
    );
  else checkNotEmptied(directory);
  return code;
}
