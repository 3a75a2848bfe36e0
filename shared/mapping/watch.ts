import type { Evaluate, RuleOutcome } from "./rule.ts";
import type { Rule, SourceMapping } from "./source-mapping.ts";

/** Sees what each rule finds in each document. */
export type Watch = (rule: WatchedRule, outcome: RuleOutcome, document: object) => void;

export interface WatchedRule {
  /** An attribute, or `metadata.` or `properties.` and a key. */
  target: string;
  /** Its place among the rules of the target. */
  at: number;
  rule: Rule;
}

const watches = new WeakMap<SourceMapping, Watch>();

/** Who watches the rules of a mapping. */
export const watchOf = (mapping: SourceMapping): Watch | undefined => watches.get(mapping);

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

/** A rule, and the watch that sees what it finds. */
export function seenBy(watch: Watch, rule: WatchedRule, evaluate: Evaluate): Evaluate {
  return (document) => {
    const outcome = evaluate(document);
    watch(rule, outcome, document);
    return outcome;
  };
}
