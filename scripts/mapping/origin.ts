import type { RuleFound } from "../../shared/mapping/rule.ts";
import type { Rule } from "../../shared/mapping/source-mapping.ts";

/** The origin of a value, for a person: its path, or what the rule makes it of. */
export function originOf(rule: Rule, { leaf }: RuleFound, document: object): string {
  const path = leaf === undefined ? undefined : pathTo(leaf.parent, document);
  return path === undefined ? ruleText(rule) : [...path, leaf!.key].map(escaped).join(".");
}

/** A rule as its writer would name it. */
export function ruleText({ path = [], constant, template, seconds_between, when, unless }: Rule): string {
  const origin =
    constant !== undefined
      ? `the constant ${constant}`
      : seconds_between !== undefined
        ? `the seconds between ${seconds_between.map((paths) => [paths].flat().join(" or ")).join(" and ")}`
        : (template ?? path.join(" or "));
  const conditions = [
    ...Object.entries(when ?? {}).map(([name, values]) => `if ${name} is ${anyOf(values)}`),
    ...Object.entries(unless ?? {}).map(([name, values]) => `unless ${name} is ${anyOf(values)}`),
  ];
  return [origin, ...conditions].join(" ");
}

const anyOf = (values: readonly string[]): string => (values.length === 0 ? "there" : values.join(" or "));

const escaped = (key: string): string => key.replaceAll(".", "\\.");

/** The keys from an object to one that stands somewhere in it. */
function pathTo(wanted: object, from: unknown): string[] | undefined {
  const waiting: [path: string[], value: unknown][] = [[[], from]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [path, value] = next;
    if (value === wanted) return path;
    if (typeof value !== "object" || value === null) continue;
    for (const [key, held] of Object.entries(value)) waiting.push([[...path, key], held]);
  }
  return undefined;
}
