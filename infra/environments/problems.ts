import { z } from "zod";
import { hint } from "../../shared/mapping/nearest.ts";
import { environmentSettings } from "./settings.ts";

/** What is wrong with an environment's settings, a sentence each. */
export function settingProblems({ issues }: z.ZodError, given: unknown): string[] {
  return issues.flatMap((issue) => sentences(issue, given));
}

function sentences(issue: z.core.$ZodIssue, given: unknown): string[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys")
    return issue.keys.map(
      (key) =>
        `there is no setting ${[...path, key].join(".")}${hint(key, keysAt(environmentSettings, path)) || "."}`,
    );
  // Of the kinds of network, the one that was most likely meant.
  if (issue.code === "invalid_union") {
    const inner = issue.errors.toSorted((one, other) => one.length - other.length)[0] ?? [];
    return inner.flatMap((each) => sentences({ ...each, path: [...issue.path, ...each.path] }, given));
  }
  const found = valueAt(given, path);
  const what = found === undefined ? "nothing" : JSON.stringify(found);
  return [`${path.join(".")} is ${what}: ${issue.message.replace(/^Invalid \w+: /, "")}.`];
}

const valueAt = (given: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], given);

/** Names of the settings below a path. */
function keysAt(schema: z.ZodType, path: readonly string[]): string[] {
  if (schema instanceof z.ZodOptional) return keysAt(schema.unwrap() as z.ZodType, path);
  if (schema instanceof z.ZodUnion)
    return (schema.options as z.ZodType[]).flatMap((option) => keysAt(option, path));
  if (!(schema instanceof z.ZodObject)) return [];
  const shape = schema.shape as Record<string, z.ZodType>;
  const [name, ...below] = path;
  if (name === undefined) return Object.keys(shape);
  return shape[name] === undefined ? [] : keysAt(shape[name], below);
}
