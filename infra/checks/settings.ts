import { type Contract, readSettings } from "../../shared/settings/contract.ts";
import { enrichInlineSettings, functionSettings } from "../../shared/settings/functions.ts";
import { SettingError } from "../../shared/settings/kinds.ts";
import { block, type Resource, resourcesOf, type StackCheck, type StackJson } from "./stack.ts";

/** What a function would only find out at its first cold start: a setting that it does not take. */
export const checkSettings: StackCheck = (stack) =>
  resourcesOf(stack, "aws_lambda_function").flatMap((lambda) => {
    const values = block(lambda.body, "environment", "variables") as Record<string, string> | undefined;
    const contract = contractOf(lambda, values ?? {});
    if (!contract) return [];
    const given = known(stack, values ?? {});
    const problem = problemOf(contract, given);
    return [
      ...(problem === undefined ? [] : [`${lambda.address} cannot start. ${problem}`]),
      ...tooLarge(given).map((sentence) => `${lambda.address} ${sentence}`),
    ];
  });

/** "Lambda quotas": all variables of a function together. */
const MAX_BYTES = 4096;

function tooLarge(values: Map<string, string | undefined>): string[] {
  const bytes = [...values].reduce((sum, [name, value]) => sum + Buffer.byteLength(name + (value ?? "")), 0);
  return bytes > MAX_BYTES
    ? [`has settings of ${bytes} bytes; Lambda takes ${MAX_BYTES}. A source mapping in full may be too long.`]
    : [];
}

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
