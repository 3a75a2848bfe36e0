import { type Contract, readSettings } from "../../shared/settings/contract.ts";
import { enrichInlineSettings, functionSettings } from "../../shared/settings/functions.ts";
import { SettingError } from "../../shared/settings/kinds.ts";
import { block, type Check, type Resource, resourcesOf, type StackJson } from "./stack.ts";

/** What a function would only find out at its first cold start: a setting that it does not take. */
export const checkSettings: Check = (stack) =>
  resourcesOf(stack, "aws_lambda_function").flatMap((lambda) => {
    const values = block(lambda.body, "environment", "variables") as Record<string, string> | undefined;
    const contract = contractOf(lambda, values ?? {});
    if (!contract) return [];
    const problem = problemOf(contract, known(stack, values ?? {}));
    return problem === undefined ? [] : [`${lambda.address} cannot start. ${problem}`];
  });

function contractOf({ body }: Resource, values: Record<string, string>): Contract | undefined {
  const name = String(body.function_name).split("-").at(-1) ?? "";
  if (name === "enrich" && values.SCORING === "inline") return enrichInlineSettings;
  return (functionSettings as Record<string, Contract>)[name];
}

/** Settings by their values, where these are known before a deployment; others are left to it. */
function known(stack: StackJson, values: Record<string, string>): Map<string, string | undefined> {
  const text = (value: string): string | undefined => {
    const name = /^\$\{var\.(\w+)\}$/.exec(value)?.[1];
    const given = name === undefined ? value : stack.variable?.[name]?.default;
    return given === undefined || String(given).includes("${") ? undefined : String(given);
  };
  const set = Object.entries(values).filter(([, value]) => value !== undefined);
  return new Map(set.map(([name, value]) => [name, text(value)]));
}

function problemOf(contract: Contract, values: Map<string, string | undefined>): string | undefined {
  const judged = Object.entries(contract).filter(
    ([name]) => !values.has(name) || values.get(name) !== undefined,
  );
  try {
    readSettings(
      Object.fromEntries(judged),
      Object.fromEntries(judged.map(([name]) => [name, values.get(name)])),
    );
    return undefined;
  } catch (error) {
    if (error instanceof SettingError) return error.message;
    throw error;
  }
}
