import { eventNamer } from "../event/event-names.ts";
import { type CompiledList, compiledLists } from "./lists.ts";
import { namedValues, withNamedValues } from "./named-values.ts";
import { nameIn } from "./names.ts";
import { type Path, parsePath } from "./path.ts";
import { pathsOf } from "./paths.ts";
import { compileRule, condition, type Evaluate, evaluateAll } from "./rule.ts";
import { type Rules, rulesOf, type SourceMapping } from "./source-mapping.ts";
import { seenBy, watchOf } from "./watch.ts";

export interface Compiled {
  fields: { target: string; evaluate: Evaluate; sources: string }[];
  metadata: { key: string; evaluate: Evaluate }[];
  lists: CompiledList[];
  omit: Path[];
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
  const made = compiledFrom(mapping);
  compiled.set(mapping, made);
  return made;
}

function compiledFrom(mapping: SourceMapping): Compiled {
  const names = nameIn(mapping);
  const named = namedValues(mapping);
  const watch = watchOf(mapping);
  const evaluator = (target: string, rules: Rules): Evaluate =>
    evaluateAll(
      rulesOf(rules).map((rule, at) => {
        const evaluate = compileRule(target, withNamedValues(rule, named), names);
        return watch === undefined ? evaluate : seenBy(watch, { target, at, rule }, evaluate);
      }),
    );
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
    lists: compiledLists(mapping, evaluator, names),
    omit: (mapping.omit ?? []).map(parsePath),
    properties: table("properties"),
    eventName: mapping.event_names === false ? (name) => name : eventNamer(mapping.event_names),
    isUndated: (document) => undated.some((holds) => holds(document)),
    missing: (mapping.missing ?? []).map(({ attribute, when, because }) => ({
      attribute,
      holds: condition({ when }, names),
      because,
    })),
    pairs: mapping.pairs ?? [],
    json: jsonPaths(mapping),
    identity: mapping.identity?.map(parsePath),
    unwrap: (mapping.unwrap ?? []).map(parsePath),
  };
}

/**
 * Where an object or a list may stand as a text, which is how columns of a table hold one: where the mapping says so, and
 * where rules look into what stands at the first key of their paths.
 */
function jsonPaths(mapping: SourceMapping): Path[] {
  const { json = [], unwrap = [], pairs = [], lists = {} } = mapping;
  const ofLists = Object.values(lists).flatMap(({ path }) => path);
  const said = [...json, ...unwrap, ...pairs.map(({ path }) => path), ...ofLists].map(parsePath);
  return [...outermost(mapping).map((key) => [key]), ...said];
}

/** The first keys of the paths of rules that have several. */
function outermost(mapping: SourceMapping): string[] {
  const deep = pathsOf(mapping)
    .filter(({ role }) => role === "value")
    .map(({ path }) => parsePath(path))
    .filter((path) => path.length > 1);
  return [...new Set(deep.map(([first]) => first!))];
}

/** For a person: where the attribute would have come from. */
const sourcesOf = (rules: Rules): string => {
  const sources = rulesOf(rules).flatMap(({ path = [], template = [], seconds_between = [] }) => [
    ...path,
    ...[template, seconds_between].flat(2),
  ]);
  return [...new Set(sources)].join(", ");
};
