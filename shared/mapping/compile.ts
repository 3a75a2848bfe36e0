import { eventNamer } from "../event/event-names.ts";
import { type Path, parsePath } from "./path.ts";
import { compileRule, condition, type Evaluate, evaluateAll } from "./rule.ts";
import { type Rules, rulesOf, type SourceMapping } from "./source-mapping.ts";

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
  identity: Path[] | undefined;
  unwrap: Path[];
}

const compiled = new WeakMap<SourceMapping, Compiled>();

/** The mapping with its paths parsed and its rules as functions, once for each mapping. */
export function compile(mapping: SourceMapping): Compiled {
  const known = compiled.get(mapping);
  if (known !== undefined) return known;
  const undated = (mapping.undated ?? []).map((when) => condition({ when }));
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
    eventName: mapping.event_names === false ? (name) => name : eventNamer(mapping.event_names),
    isUndated: (document) => undated.some((holds) => holds(document)),
    missing: (mapping.missing ?? []).map(({ attribute, when, because }) => ({
      attribute,
      holds: condition({ when }),
      because,
    })),
    pairs: mapping.pairs ?? [],
    json: (mapping.json ?? []).map(parsePath),
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
