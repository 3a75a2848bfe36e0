import { spawn } from "node:child_process";
import path from "node:path";
import { UserError } from "../user-error.ts";
import { synthesize } from "./synthesize.ts";

export interface TerraformRequest {
  command: "plan" | "apply" | "destroy";
  environment: string;
  /** Handed on to terraform, for example `-auto-approve`. */
  args?: readonly string[] | undefined;
}

/**
 * Builds, synthesises and runs terraform on one environment's stack, on this terminal. Answers terraform's exit
 * code. The JSON stands for itself, so CDKTF's own command line, which does not run on Node 24, is not needed.
 */
export async function terraform({ command, environment, args = [] }: TerraformRequest): Promise<number> {
  const [stack] = await synthesize({ environments: [environment] });
  if (!stack) throw new UserError(`No stack was synthesised for ${environment}.`);
  const directory = `-chdir=${path.dirname(stack.file)}`;
  const initialised = await run([directory, "init", "-input=false"]);
  return initialised === 0 ? run([directory, command, ...args]) : initialised;
}

function run(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn("terraform", args, { stdio: "inherit" });
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
