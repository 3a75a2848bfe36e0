import { readFileSync } from "node:fs";

/**
 * Values of variables that terraform's own arguments give (`-var`, `-var-file`), by `TF_VAR_name`: the synthesis has to
 * know which services there are. Of a file, texts on one line.
 */
export function givenVariables(args: readonly string[]): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [index, arg] of args.entries()) {
    const [, option, inline] = /^--?(var|var-file)(?:=(.*))?$/s.exec(arg) ?? [];
    const value = inline ?? args[index + 1] ?? "";
    if (option === "var") note(given, /^(\w+)=(.*)$/s.exec(value));
    if (option === "var-file")
      for (const line of readFileSync(value, "utf8").split("\n"))
        note(given, /^\s*"?(\w+)"?\s*[=:]\s*"(.*)",?\s*$/.exec(line));
  }
  return given;
}

function note(given: Record<string, string>, found: readonly string[] | null): void {
  const [, name, value] = found ?? [];
  if (name !== undefined && value !== undefined) given[`TF_VAR_${name}`] = value;
}

/** The options of a plan that an apply takes as well. */
export const applyArguments = (args: readonly string[]): string[] =>
  args.filter((arg) => /^--?(parallelism|lock|lock-timeout|no-color|input|compact-warnings)\b/.test(arg));
