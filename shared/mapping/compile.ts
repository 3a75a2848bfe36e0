import { eventNamer } from "../event/event-names.ts";
import { type CompiledList, compiledLists } from "./lists.ts";
import { nameIn } from "./names.ts";
import { templateParts } from "./origin.ts";
import { type Path, parsePath } from "./path.ts";
import { compileRule, condition, type Evaluate, evaluateAll, type RuleOutcome } from "./rule.ts";
import { type Rule, type Rules, rulesOf, type SourceMapping } from "./source-mapping.ts";

/** Sees what each rule finds in each document. */
export type Watch = (rule: WatchedRule, outcome: RuleOutcome, document: object) => void;

export interface WatchedRule {
  /** An attribute, or `metadata.` or `properties.` and a key. */
  target: string;
  /** Its place among the rules of the target. */
  at: number;
  rule: Rule;
}

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
const watches = new WeakMap<SourceMapping, Watch>();

/** The mapping with its paths parsed and its rules as functions, once for each mapping. */
export function compile(mapping: SourceMapping): Compiled {
  const known = compiled.get(mapping);
  if (known !== undefined) return known;
  const made = compiledFrom(mapping);
  compiled.set(mapping, made);
  return made;
}

/** The same mapping by itself, whose rules are watched wherever it is used. */
export function watched(mapping: SourceMapping, watch: Watch): SourceMapping {
  const copy = { ...mapping };
  watches.set(copy, watch);
  return copy;
}

/** A mapping that was made of another one, and is watched if that is. */
export function madeOf(original: SourceMapping, mapping: SourceMapping): SourceMapping {
  const watch = watches.get(original);
  return watch === undefined ? mapping : watched(mapping, watch);
}

function seenBy(watch: Watch, rule: WatchedRule, evaluate: Evaluate): Evaluate {
  return (document) => {
    const outcome = evaluate(document);
    watch(rule, outcome, document);
    return outcome;
  };
}

function compiledFrom(mapping: SourceMapping): Compiled {
  const names = nameIn(mapping);
  const watch = watches.get(mapping);
  const evaluator = (target: string, rules: Rules): Evaluate =>
    evaluateAll(
      rulesOf(rules).map((rule, at) => {
        const evaluate = compileRule(target, rule, names);
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
    lists: compiledLists(mapping, evaluator),
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
function outermost({ fields = {}, metadata = {}, properties = {} }: SourceMapping): string[] {
  const rules = [fields, metadata, properties].flatMap((table) => Object.values(table).flatMap(rulesOf));
  const paths = rules.flatMap(({ path = [], template }) => [
    ...path,
    ...(template === undefined ? [] : templateParts(template).filter((_, index) => index % 2 === 1)),
  ]);
  return [...new Set(paths.map(parsePath).flatMap(([first, ...more]) => (more.length > 0 ? [first!] : [])))];
}

/** For a person: where the attribute would have come from. */
const sourcesOf = (rules: Rules): string => {
  const sources = rulesOf(rules).flatMap(({ path = [], template = [], seconds_between = [] }) => [
    ...path,
    ...[template, seconds_between].flat(2),
  ]);
  return [...new Set(sources)].join(", ");
};
