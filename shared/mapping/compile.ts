import { type NameIn, nameIn } from "./names.ts";
import { type Path, parsePath } from "./path.ts";
import { compileRule, type Evaluate, evaluateAll } from "./rule.ts";
import { type Rules, rulesOf, type SourceMapping } from "./source-mapping.ts";

export interface Compiled {
  fields: { target: string; evaluate: Evaluate; sources: string }[];
  metadata: { key: string; evaluate: Evaluate }[];
  properties: { key: string; evaluate: Evaluate }[];
  identity: Path[] | undefined;
  unwrap: Path[];
}

const compiled = new WeakMap<SourceMapping, Compiled>();

/** The mapping with its paths parsed and its rules as functions, once for each mapping. */
export function compile(mapping: SourceMapping): Compiled {
  const known = compiled.get(mapping);
  if (known !== undefined) return known;
  const names = nameIn(mapping);
  const table = (name: "metadata" | "properties") =>
    Object.entries(mapping[name] ?? {}).map(([key, rules]) => ({
      key,
      evaluate: evaluator(`${name}.${key}`, rules, names),
    }));
  const made: Compiled = {
    fields: Object.entries(mapping.fields ?? {}).map(([target, rules]) => ({
      target,
      evaluate: evaluator(target, rules, names),
      sources: sourcesOf(rules),
    })),
    metadata: table("metadata"),
    properties: table("properties"),
    identity: mapping.identity?.map(parsePath),
    unwrap: (mapping.unwrap ?? []).map(parsePath),
  };
  compiled.set(mapping, made);
  return made;
}

const evaluator = (target: string, rules: Rules, names: NameIn): Evaluate =>
  evaluateAll(rulesOf(rules).map((rule) => compileRule(target, rule, names)));

/** For a person: where the attribute would have come from. */
const sourcesOf = (rules: Rules): string =>
  rulesOf(rules)
    .flatMap(({ path = [], template = [], seconds_between = [] }) => [
      ...path,
      ...[template, seconds_between].flat(2),
    ])
    .join(", ");
