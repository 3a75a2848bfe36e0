import { freeName } from "../event/free-name.ts";
import type { FieldRule } from "../event/kind.ts";
import { rawFields } from "../event/raw.ts";
import { listIn, rowFields } from "../event/rows.ts";
import { isObject } from "../json/exact.ts";
import type { NameIn } from "./names.ts";
import { type Path, parsePath, placeAt } from "./path.ts";
import type { Used } from "./rest.ts";
import type { Evaluate } from "./rule.ts";
import type { Rules, SourceMapping } from "./source-mapping.ts";

/** A list of rows of the event, as a mapping fills it. */
export interface CompiledList {
  target: string;
  paths: Path[];
  names: NameIn;
  fields: { name: string; evaluate: Evaluate }[];
}

/** The lists of rows that a raw event has, with the fields of a row. */
export const listTargets: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(rawFields as unknown as Readonly<Record<string, FieldRule>>)
    .filter(([, { kind }]) => kind === "rows")
    .map(([name, field]) => [name, new Set(Object.keys(rowFields(field)))]),
);

export const compiledLists = (
  { lists = {} }: SourceMapping,
  evaluator: (target: string, rules: Rules) => Evaluate,
  names: NameIn,
): CompiledList[] =>
  Object.entries(lists).map(([target, { path, fields }]) => ({
    target,
    names,
    paths: [path].flat().map(parsePath),
    fields: Object.entries(fields).map(([name, rules]) => ({
      name,
      evaluate: evaluator(`${target}.${name}`, rules as Rules),
    })),
  }));

/**
 * The rows of a document by the rules of a list: of the first path at which there is a list of objects. What no rule takes
 * of a row stays in it under its own name, and so does a value that does not fit: where the event is validated, both move
 * to the properties. An object under the name of a field, as a `variant` with an id and a price, is no value of that field:
 * what is in it stays under names of its own. A list of anything else is left where it is, for nobody can say what it means.
 */
export function mappedRows(
  document: object,
  { target, paths, names, fields }: CompiledList,
  used: Used,
): object[] | undefined {
  for (const path of paths) {
    const place = placeAt(document, path, names);
    const found = listIn(place?.value);
    if (place === undefined || found === undefined || found.length === 0 || !found.every(isObject)) continue;
    used.add({ ...place, value: "" });
    const known = listTargets.get(target)!;
    return found.map((row) => rowOf(row, fields, known));
  }
  return undefined;
}

function rowOf(row: object, fields: CompiledList["fields"], known: ReadonlySet<string>): object {
  const mapped: Record<string, unknown> = {};
  const taken = new Set<string>();
  for (const { name, evaluate } of fields) {
    const outcome = evaluate(row);
    if (outcome === undefined || "error" in outcome) continue;
    mapped[name] = outcome.value;
    if (outcome.leaf?.parent === row && outcome.replaces === true) taken.add(outcome.leaf.key);
  }
  for (const [name, value] of Object.entries(row)) {
    if (taken.has(name)) continue;
    const inObject = isObject(value) && known.has(name) ? Object.entries(value) : undefined;
    const left = inObject?.map(([key, held]) => [`${name}.${key}`, held] as const) ?? [
      [name, value] as const,
    ];
    for (const [own, held] of left) mapped[freeName(own, (other) => Object.hasOwn(mapped, other))] = held;
  }
  return mapped;
}
