import { type Path, parsePath } from "./path.ts";
import { compileRule, type Evaluate, evaluateAll } from "./rule.ts";
import { type Rules, rulesOf, type SourceMapping } from "./source-mapping.ts";

export interface Compiled {
  fields: { target: string; evaluate: Evaluate; sources: string }[];
  metadata: { key: string; evaluate: Evaluate }[];
  identity: Path[] | undefined;
  unwrap: Path[];
}

const compiled = new WeakMap<SourceMapping, Compiled>();

/** The mapping with its paths parsed and its rules as functions, once for each mapping. */
export function compile(mapping: SourceMapping): Compiled {
  const known = compiled.get(mapping);
  if (known !== undefined) return known;
  const made: Compiled = {
    fields: Object.entries(mapping.fields ?? {}).map(([target, rules]) => ({
      target,
      evaluate: evaluator(target, rules),
      sources: sourcesOf(rules),
    })),
    metadata: Object.entries(mapping.metadata ?? {}).map(([key, rules]) => ({
      key,
      evaluate: evaluator(`metadata.${key}`, rules),
    })),
    identity: mapping.identity?.map(parsePath),
    unwrap: (mapping.unwrap ?? []).map(parsePath),
  };
  compiled.set(mapping, made);
  return made;
}

const evaluator = (target: string, rules: Rules): Evaluate =>
  evaluateAll(rulesOf(rules).map((rule) => compileRule(target, rule)));

/** For a person: where the attribute would have come from. */
const sourcesOf = (rules: Rules): string =>
  rulesOf(rules)
    .flatMap(({ path = [], template = [] }) => [...path, ...[template].flat()])
    .join(", ");
