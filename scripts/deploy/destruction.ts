import path from "node:path";
import { missingVariables, terraformIn, unusedValue, variablesOf } from "../build/terraform.ts";
import { UserError } from "../user-error.ts";
import { initialised, type StackRequest, settingsFor, stackFor } from "./begin.ts";
import { checkState } from "./environment.ts";
import { knownState } from "./known-state.ts";
import { checkPlace } from "./place.ts";

/** Destroys a stack; one that keeps its data is not, and terraform's refusal says what would be lost. */
export async function destroy(request: StackRequest & { yes: boolean }): Promise<number> {
  const settings = await settingsFor(request);
  checkState(settings, process.env);
  const stack = await stackFor(request, {});
  for (const { name } of missingVariables(await variablesOf(stack), process.env))
    process.env[`TF_VAR_${name}`] = unusedValue(name);
  const directory = path.dirname(stack.file);
  const terraform = terraformIn(directory);
  const begun = await initialised(terraform, directory);
  if (begun !== 0) return begun;
  const known = await knownState(terraform);
  if (known.managed === 0) throw new UserError(nothingKnown(stack.name));
  await checkPlace(terraform, stack.name, known, request.args);
  if (!settings.retainData)
    return terraform.run("destroy", ...(request.yes ? ["-auto-approve"] : []), ...request.args);
  await terraform.run("plan", "-destroy", "-input=false", ...request.args);
  throw new UserError(
    `${stack.name} keeps its data (retainData), and terraform names above what would be lost. Nothing was destroyed. ` +
      `To take it down all the same, set retainData to false in clickstream.json, deploy that, then destroy.`,
  );
}

/** Terraform would say of it that it is done. */
function nothingKnown(stack: string): string {
  const place = process.env.STATE_BUCKET
    ? `the bucket ${process.env.STATE_BUCKET}`
    : `terraform.${stack}.tfstate beside cdktf.json`;
  return (
    `Terraform's state of ${stack}, in ${place}, knows of nothing: nothing was destroyed. If the stack is there all the same, ` +
    "it was deployed with its state in another place: STATE_BUCKET names a bucket, and without it the state lies in the checkout that deployed it."
  );
}
