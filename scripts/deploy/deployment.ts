import path from "node:path";
import { createInterface } from "node:readline/promises";
import {
  missingMessage,
  missingVariables,
  type StackTerraform,
  terraformIn,
  variablesOf,
  writeOutputs,
} from "../build/terraform.ts";
import { printLine, speaksJson } from "../terminal.ts";
import { UserError } from "../user-error.ts";
import { accountQuotas } from "./account-quotas.ts";
import { initialised, type StackRequest, settingsFor, stackFor } from "./begin.ts";
import { checkDemands, type ShownSettings } from "./environment.ts";
import { knownState } from "./known-state.ts";
import { checkPlace } from "./place.ts";
import { planChanges } from "./plan-changes.ts";
import { PLAN, readPlan, savePlan, unpackPlan } from "./plan-file.ts";
import type { PlanJson } from "./plan-json.ts";
import { planSummary } from "./plan-summary.ts";
import { preflight } from "./preflight.ts";
import { checkStored } from "./unstored.ts";
import { applyArguments } from "./variables.ts";

export interface Deployment extends StackRequest {
  /** Compare the settings with the account's quotas first. */
  preflight: boolean;
  /** Only show the plan; `planOut` keeps it in a file. */
  planOnly: boolean;
  planOut?: string | undefined;
  /** Ask nobody. */
  yes: boolean;
  /** Also with `yes`, go on when the plan loses something. */
  allowLoss: boolean;
  /** Where to leave the outputs. */
  outputsFile: string;
}

/** Builds, synthesises, plans and, once that is agreed to, applies one environment's stack. Returns the exit code. */
export async function deploy(deployment: Deployment): Promise<number> {
  const settings = await settingsFor(deployment);
  checkDemands(settings, process.env);
  const reserve = deployment.preflight ? await preflighted(settings) : settings.reserveConcurrency;
  const stack = await stackFor(deployment, { reserveConcurrency: reserve });
  const missing = missingVariables(await variablesOf(stack), process.env);
  if (missing.length > 0) throw new UserError(missingMessage(missing));
  const directory = path.dirname(stack.file);
  const terraform = terraformIn(directory);
  const begun = await initialised(terraform, directory);
  if (begun !== 0) return begun;
  await checkPlace(terraform, stack.name, await knownState(terraform), deployment.args);
  const planned = await terraform.run("plan", "-input=false", `-out=${PLAN}`, ...deployment.args);
  if (planned !== 0) return planned;
  const losses = await shownLosses(terraform);
  if (deployment.planOut !== undefined) {
    savePlan(deployment.planOut, stack.name, directory);
    printLine(
      `The plan is kept, with secrets of the state, in ${deployment.planOut}: deploy -- --apply ${deployment.planOut}`,
    );
  }
  if (deployment.planOnly) return 0;
  if (!(await agreed(deployment, losses))) return 1;
  return applied(terraform, deployment);
}

/** Applies a saved plan, and nothing else: terraform refuses it once the state has changed. Asks nobody. */
export async function applySaved(
  file: string,
  {
    args,
    allowLoss,
    outputsFile,
  }: Pick<Deployment, "args" | "allowLoss"> & { outputsFile?: string | undefined },
): Promise<number> {
  const plan = readPlan(file);
  const outdir = path.resolve(process.env.CDKTF_OUTDIR ?? path.join(import.meta.dirname, "../../cdktf.out"));
  checkStored(path.join(outdir, "stacks", plan.stack));
  const directory = unpackPlan(plan, outdir);
  const terraform = terraformIn(directory);
  const begun = await initialised(terraform, directory);
  if (begun !== 0) return begun;
  await checkPlace(terraform, plan.stack, await knownState(terraform), args);
  refuseLosses(await shownLosses(terraform), allowLoss);
  return applied(terraform, { args, outputsFile: outputsFile ?? `outputs.${plan.stack}.json` });
}

/** Whether concurrency is held back. Throws a `UserError` where the deployment would fail. */
async function preflighted(settings: ShownSettings): Promise<boolean> {
  // The name that AWS's command line knows, and its SDK does not.
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  if (!AWS_REGION && AWS_DEFAULT_REGION) process.env.AWS_REGION = AWS_DEFAULT_REGION;
  const { quotas, unread } = await accountQuotas();
  const { stops, notes, reserve } = preflight(settings, quotas);
  for (const note of [...notes, ...unread.map((each) => `Not compared: ${each}.`)])
    printLine(`preflight: ${note}`);
  if (stops.length > 0)
    throw new UserError(
      ["The account does not allow what the settings ask for:", ...stops.map((each) => `  ${each}`)].join(
        "\n",
      ),
    );
  return reserve;
}

async function shownLosses(terraform: StackTerraform): Promise<string[]> {
  const plan = JSON.parse(await terraform.read("show", "-json", PLAN)) as PlanJson;
  const { losses, refusals } = planChanges(plan, Date.now());
  const summary = planSummary(plan);
  if (summary.length > 0) printLine(summary.join("\n"));
  if (refusals.length > 0)
    throw new UserError(
      [
        "AWS would refuse this half-way through, so nothing was changed:",
        ...refusals.map((each) => `  ${each}`),
      ].join("\n"),
    );
  if (losses.length > 0)
    printLine(["This plan loses something:", ...losses.map((each) => `  ${each}`)].join("\n"));
  return losses;
}

function refuseLosses(losses: readonly string[], allowLoss: boolean): void {
  if (losses.length > 0 && !allowLoss)
    throw new UserError("Nothing was changed. If what is named above may be lost, say --allow-loss.");
}

async function agreed({ yes, allowLoss }: Deployment, losses: readonly string[]): Promise<boolean> {
  if (yes) {
    refuseLosses(losses, allowLoss);
    return true;
  }
  if (!process.stdin.isTTY)
    throw new UserError(
      "There is nobody to ask here: say --yes, or keep the plan with --plan-out and --apply it.",
    );
  const terminal = createInterface({
    input: process.stdin,
    output: speaksJson() ? process.stderr : process.stdout,
  });
  const answer = await terminal.question('Do this? Only "yes" will be accepted: ');
  terminal.close();
  return answer === "yes";
}

async function applied(
  terraform: StackTerraform,
  { args, outputsFile }: Pick<Deployment, "args" | "outputsFile">,
): Promise<number> {
  const code = await terraform.run("apply", "-input=false", ...applyArguments(args), PLAN);
  if (code === 0) await writeOutputs(terraform, outputsFile);
  else
    printLine(
      "Not all of it was done. What was is in the state: once what terraform names above is put right, the same command goes on from there" +
        " (a kept plan is written anew).",
    );
  return code;
}
