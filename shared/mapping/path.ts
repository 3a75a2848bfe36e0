import { instantOfObject } from "../event/instant-object.ts";
import { isRawNumber } from "../json/exact.ts";
import type { NameIn } from "./names.ts";

/** Keys and array indexes from the document to a value. */
export type Path = readonly string[];

/** A scalar and where it stands, so that it can be told from what no rule has used. */
export interface Leaf {
  parent: object;
  key: string;
  value: string | number | boolean;
}

/** `a.b.0.c\.d` → keys a, b, 0 and `c.d`. */
export function parsePath(text: string): Path {
  return text.split(/(?<!\\)\./).map((key) => key.replaceAll("\\.", "."));
}

/** What stands at the path. Own attributes only: a document must not reach what its prototype has. */
export function valueAt(document: unknown, path: Path): unknown {
  let value = document;
  for (const key of path) {
    if (!isContainer(value) || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/**
 * The scalar at the path; a long number, and an instant that is an object, as their text. An empty text counts as absent, as
 * CSV has no other way to say so.
 */
export function leafAt(document: object, path: Path, nameIn: NameIn): Leaf | undefined {
  const found = placeAt(document, path, nameIn);
  if (found === undefined) return undefined;
  const held = isRawNumber(found.value) ? found.value.rawJSON : found.value;
  const value = isScalar(held) ? held : instantOfObject(held);
  return value === undefined || value === "" ? undefined : { ...found, value };
}

/** What stands at the path by the names that a mapping allows, and where. */
export function placeAt(
  document: object,
  path: Path,
  nameIn: NameIn,
): { parent: object; key: string; value: unknown } | undefined {
  let parent: unknown = document;
  const last = path.length - 1;
  for (let at = 0; at <= last; at += 1) {
    if (!isContainer(parent)) return undefined;
    const key = nameIn(parent, path[at]!);
    if (key === undefined) return undefined;
    const value = (parent as Record<string, unknown>)[key];
    if (at === last) return { parent, key, value };
    parent = value;
  }
  return undefined;
}

const isContainer = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !isRawNumber(value);

const isScalar = (value: unknown): value is Leaf["value"] =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";

/** The document with another value at the path; what is not on the path is shared. */
export function withValueAt(document: object, [key, ...rest]: Path, value: unknown): object {
  const entries = Object.entries(document).map(([name, held]): [string, unknown] => {
    if (name !== key) return [name, held];
    return [name, rest.length === 0 ? value : withValueAt(held as object, rest, value)];
  });
  return Object.fromEntries(entries);
}

/** The document without what stands at the path. */
export function withoutValueAt(document: object, [key, ...rest]: Path): object {
  const entries = Object.entries(document).flatMap(([name, held]): [string, unknown][] => {
    if (name !== key) return [[name, held]];
    return rest.length === 0 ? [] : [[name, withoutValueAt(held as object, rest)]];
  });
  return Object.fromEntries(entries);
}
