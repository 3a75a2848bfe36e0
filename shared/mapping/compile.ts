import { eventNamer } from "../event/event-names.ts";
import { nameIn } from "./names.ts";
import { type Path, parsePath } from "./path.ts";
import { compileRule, condition, type Evaluate, evaluateAll, type Outcome } from "./rule.ts";
import { type Rule, type Rules, rulesOf, type SourceMapping } from "./source-mapping.ts";

/** Sees what each rule finds in each document; `target` is an attribute, or `metadata.` and a key. */
export type Watch = (target: string, rule: Rule, outcome: Outcome, document: object) => void;

export interface Compiled {
  fields: { target: string; evaluate: Evaluate; sources: string }[];
  metadata: { key: string; evaluate: Evaluate }[];
  /** The name of an event → the one it is stored under. */
  eventName: (name: string) => string;
  /** Whether a document may lack a time. */
  isUndated: (document: object) => boolean;
  /** Reasons why an attribute may be missing. */
  missing: { attribute: string; holds: (document: object) => boolean; because: string }[];
  json: Path[];
  pairs: NonNullable<SourceMapping["pairs"]>;
  properties: { key: string; evaluate: Evaluate }[];
  identity: Path[] | undefined;
  unwrap: Path[];
}

const compiled = new WeakMap<SourceMapping, Compiled>();

/** The mapping with its paths parsed and its rules as functions, once for each mapping. */
export function compile(mapping: SourceMapping): Compiled {
  const known = compiled.get(mapping);
  if (known !== undefined) return known;
  const made = compiledWith(mapping, (evaluate) => evaluate);
  compiled.set(mapping, made);
  return made;
}

/** The same mapping by itself, whose rules are watched wherever it is used. */
export function watched(mapping: SourceMapping, watch: Watch): SourceMapping {
  const copy = { ...mapping };
  const made = compiledWith(copy, (evaluate, target, rule) => (document) => {
    const outcome = evaluate(document);
    watch(target, rule, outcome, document);
    return outcome;
  });
  compiled.set(copy, made);
  return copy;
}

function compiledWith(
  mapping: SourceMapping,
  seen: (evaluate: Evaluate, target: string, rule: Rule) => Evaluate,
): Compiled {
  const names = nameIn(mapping);
  const evaluator = (target: string, rules: Rules): Evaluate =>
    evaluateAll(rulesOf(rules).map((rule) => seen(compileRule(target, rule, names), target, rule)));
  const table = (name: "metadata" | "properties") =>
    Object.entries(mapping[name] ?? {}).map(([key, rules]) => ({
      key,
      evaluate: evaluator(`${name}.${key}`, rules),
    }));
  const undated = (mapping.undated ?? []).map((when) => condition({ when }, names));
  return {
    fields: Object.entries(mapping.fields ?? {}).map(([target, rules]) => ({
      target,
      evaluate: evaluator(target, rules),
      sources: sourcesOf(rules),
    })),
    metadata: table("metadata"),
    properties: table("properties"),
    eventName: mapping.event_names === false ? (name) => name : eventNamer(mapping.event_names),
    isUndated: (document) => undated.some((holds) => holds(document)),
    missing: (mapping.missing ?? []).map(({ attribute, when, because }) => ({
      attribute,
      holds: condition({ when }, names),
      because,
    })),
    pairs: mapping.pairs ?? [],
    json: (mapping.json ?? []).map(parsePath),
    identity: mapping.identity?.map(parsePath),
    unwrap: (mapping.unwrap ?? []).map(parsePath),
  };
}

/** For a person: where the attribute would have come from. */
const sourcesOf = (rules: Rules): string =>
  rulesOf(rules)
    .flatMap(({ path = [], template = [], seconds_between = [] }) => [
      ...path,
      ...[template, seconds_between].flat(2),
    ])
    .join(", ");
