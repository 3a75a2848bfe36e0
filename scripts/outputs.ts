import { existsSync, readFileSync } from "node:fs";
import { UserError } from "./user-error.ts";

/**
 * Some outputs of a deployed stack, by their names: from a file as `terraform output -json` prints it, or as
 * `cdktf deploy --outputs-file` writes it (under the name of the stack). Throws a `UserError` that says what is wrong.
 */
export function readOutputs<Name extends string>(
  file: string,
  names: readonly Name[],
): Readonly<Record<string, unknown>> & Readonly<Record<Name, string>> {
  if (!existsSync(file))
    throw new UserError(`${file} is not there: write it with "npm run deploy -- --outputs-file ${file}".`);
  return withNames(flat(parsed(file)), names, file);
}

/** The same of outputs that are at hand; `from` is for the message. */
export function withNames<Name extends string>(
  outputs: Readonly<Record<string, unknown>>,
  names: readonly Name[],
  from: string,
): Readonly<Record<string, unknown>> & Readonly<Record<Name, string>> {
  const missing = names.filter((name) => typeof outputs[name] !== "string");
  if (missing.length > 0)
    throw new UserError(`${from} names no ${missing.join(", no ")}: it must hold the outputs of one stack.`);
  return outputs as Record<Name, string>;
}

function parsed(file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UserError(`${file} is not JSON: ${(error as Error).message}.`);
  }
  if (isObject(value)) return value;
  throw new UserError(`${file} holds no JSON object.`);
}

function flat(outputs: Record<string, unknown>): Record<string, unknown> {
  const [only, ...others] = Object.values(outputs);
  if (others.length === 0 && isObject(only) && !("value" in only)) return only;
  const unwrapped = (output: unknown) => (isObject(output) && "value" in output ? output.value : output);
  return Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, unwrapped(output)]));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
