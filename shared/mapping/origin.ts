import { instantOf, type Scalar, scalarNumber } from "./convert.ts";
import type { NameIn } from "./names.ts";
import { type Leaf, leafAt, parsePath } from "./path.ts";
import type { Rule, TimeFormat } from "./source-mapping.ts";

/** What a rule starts from, and the leaf that it is, if it is a single one. */
export interface Origin {
  value: Scalar;
  leaf?: Leaf;
}

type Find = (document: object) => Origin | undefined;

/** Finds what the rule starts from: the first of its paths, its constant, its filled template or its time between. */
export function finder(rule: Rule, names: NameIn): Find {
  const { path = [], constant, template, seconds_between } = rule;
  if (constant !== undefined) return () => ({ value: constant });
  if (template !== undefined) return filler(rule, template, names);
  if (seconds_between !== undefined) return between(seconds_between, rule, names);
  return first(path, names);
}

function first(texts: readonly string[], names: NameIn): Find {
  const paths = texts.map(parsePath);
  return (document) => {
    for (const path of paths) {
      const leaf = leafAt(document, path, names);
      if (leaf !== undefined) return { value: leaf.value, leaf };
    }
    return undefined;
  };
}

/** Parts of a template: texts and, at odd places, paths. */
export const templateParts = (template: string): string[] => template.split(/\{([^{}]+)\}/);

/** A number with at most so many decimals, and none that are zero. What has no decimals stays: 007 may be a name. */
export function rounded(value: Scalar, decimals: number): Scalar {
  const number = (String(value).includes(".") ? scalarNumber(value) : undefined) ?? Number.NaN;
  return Number.isSafeInteger(Math.trunc(number)) ? String(Number(number.toFixed(decimals))) : value;
}

function filler({ round }: Rule, template: string, names: NameIn): Find {
  const parts = templateParts(template).map((part, index) => (index % 2 === 1 ? parsePath(part) : part));
  return (document) => {
    let filled = "";
    for (const part of parts) {
      const value = typeof part === "string" ? part : leafAt(document, part, names)?.value;
      if (value === undefined) return undefined;
      filled += typeof part === "string" || round === undefined ? value : rounded(value, round);
    }
    return { value: filled };
  };
}

const AS_GIVEN: TimeFormat[] = ["iso", "epoch_ms"];

/** Seconds from one instant to another, with their milliseconds; nothing where one is missing or they are out of order. */
function between(
  ends: NonNullable<Rule["seconds_between"]>,
  { time = AS_GIVEN, zone = "UTC" }: Rule,
  names: NameIn,
): Find {
  const [from, to] = ends.map((paths) => first([paths].flat(), names)) as [Find, Find];
  const at = (find: Find, document: object): number => {
    const found = find(document);
    return found === undefined ? Number.NaN : instantOf(found.value, time, zone);
  };
  return (document) => {
    const milliseconds = at(to, document) - at(from, document);
    return milliseconds >= 0 ? { value: milliseconds / 1000 } : undefined;
  };
}
