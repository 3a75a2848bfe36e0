import { utcDay } from "../event/time.ts";
import { isParameter, type QueryParameter, queryParameters, STANDARD_DAYS } from "./parameters.ts";

/** `:name` where a value can stand: not in a string, a quoted name or a comment, and not the end of `a::b`. */
const PLACE = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|(?<!:):([a-z]+)\b/g;

/** A parameter in a declared query: its default stands between two comments that name it. */
const WRITTEN_OUT = /\/\* :([a-z]+) \*\/ ([\s\S]*?) \/\* \1 \*\//g;

export interface DeclaredParameter {
  name: string;
  /** SQL that stands for it in the declared query. */
  standard: string;
}

export interface BoundQuery {
  /** With a `?` for each value. */
  sql: string;
  /** In the order of the `?`. */
  values: string[];
}

/**
 * The query as the stack declares it: every parameter has its default written out, so that it runs from the console as it
 * is, and is marked, so that a value can take its place. Throws for a parameter that nobody declared.
 */
export const asDeclared = (sql: string): string =>
  sql.replace(PLACE, (text, name: string | undefined) => {
    if (name === undefined) return text;
    if (!isParameter(name)) throw new Error(`There is no parameter :${name}.`);
    return `/* :${name} */ ${queryParameters[name].standard} /* ${name} */`;
  });

/** The parameters that a declared query takes, each once. */
export function parametersIn(declared: string): DeclaredParameter[] {
  const found = new Map<string, string>();
  for (const [, name, standard] of declared.matchAll(WRITTEN_OUT)) found.set(name!, standard!);
  return [...found].map(([name, standard]) => ({ name, standard }));
}

/** A declared query with a `?` in the place of each default that a value is given for. Values are bound, and never pasted. */
export function bound(declared: string, values: Readonly<Record<string, string>>): BoundQuery {
  const bindings: string[] = [];
  const sql = declared.replace(WRITTEN_OUT, (text, name: string) => {
    const value = values[name];
    if (value === undefined) return text;
    bindings.push(value);
    return "?";
  });
  return { sql, values: bindings };
}

/**
 * What a query is asked with, as its declaration takes it: a period that has an end alone is as long as the usual one.
 * Throws a sentence for a parameter that it does not take, and for a value that is none.
 * @param name of the query, for the sentence
 */
export function checkedValues(
  name: string,
  declared: string,
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  const takes = parametersIn(declared).map((parameter) => parameter.name);
  for (const [parameter, value] of Object.entries(values)) {
    if (!takes.includes(parameter)) throw new Error(`${name} takes no --${parameter}. ${taken(takes)}`);
    const wrong = isParameter(parameter) ? queryParameters[parameter].wrong(value) : undefined;
    if (wrong !== undefined) throw new Error(`--${parameter} ${value}: ${wrong}.`);
  }
  const given = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, asGiven(name, value)]),
  );
  const { since, until } = values;
  if (until !== undefined && since === undefined && takes.includes("since"))
    return { ...given, since: earlier(until, STANDARD_DAYS - 1) };
  if (since !== undefined && until !== undefined && since > until)
    throw new Error(`--since ${since} is after --until ${until}.`);
  return given;
}

function asGiven(name: string, value: string): string {
  const parameter: QueryParameter | undefined = isParameter(name) ? queryParameters[name] : undefined;
  return parameter?.given?.(value) ?? value;
}

const DAY_MS = 86_400_000;

const earlier = (day: string, days: number): string => utcDay(Date.parse(day) - days * DAY_MS);

const taken = (names: readonly string[]): string =>
  names.length === 0 ? "It takes no parameters." : `It takes ${names.map((name) => `--${name}`).join(", ")}.`;
