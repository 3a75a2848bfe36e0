import { type Setting, SettingError } from "./kinds.ts";

export type Contract = Record<string, Setting<unknown>>;

/** What a function gets: the parsed values under the names of their environment variables. */
export type Settings<Declared extends Contract> = {
  readonly [Name in keyof Declared]: Declared[Name] extends Setting<infer Value> ? Value : never;
};

/**
 * The environment variables that infra must set: exactly one text for each setting. A missing or misspelt variable
 * does not compile.
 */
export type EnvironmentVariables<Declared extends Contract> = { readonly [Name in keyof Declared]: string };

/** Reads a function's settings at cold start. Throws one `SettingError` that names every missing or bad variable. */
export function readSettings<Declared extends Contract>(
  contract: Declared,
  environment: Record<string, string | undefined>,
): Settings<Declared> {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(contract)) {
    const text = environment[name];
    if (text === undefined) {
      problems.push(`${name} is not set (${setting.description})`);
      continue;
    }
    try {
      values[name] = setting.parse(text);
    } catch (error) {
      if (!(error instanceof SettingError)) throw error;
      problems.push(`${name}: ${error.message} (${setting.description})`);
    }
  }
  if (problems.length > 0) throw new SettingError(`Settings: ${problems.join("; ")}.`);
  return values as Settings<Declared>;
}
