import shipped from "./named-values.json" with { type: "json" };
import type { Rule, SourceMapping } from "./source-mapping.ts";

type Values = NonNullable<Rule["values"]>;

/** What rules can name by `values_of`: what every mapping has, and the mapping's own, which go first. */
export const namedValues = ({ named_values }: SourceMapping): ReadonlyMap<string, Values> =>
  new Map(Object.entries({ ...shipped, ...named_values }));

/** A rule with the values that it names written out. Its own go first. */
export function withNamedValues({ values_of, ...rule }: Rule, named: ReadonlyMap<string, Values>): Rule {
  return values_of === undefined ? rule : { ...rule, values: { ...named.get(values_of), ...rule.values } };
}
