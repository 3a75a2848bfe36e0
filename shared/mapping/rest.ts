import { freeName } from "../event/free-name.ts";
import { saysNothing } from "../event/says-nothing.ts";
import { isObject, nameOf, textOf } from "../json/exact.ts";
import type { Leaf, Path } from "./path.ts";
import { valueAt } from "./path.ts";

/** Which attributes of which objects stand elsewhere in the event already. */
export class Used {
  readonly #keys = new Map<object, Set<string>>();

  add({ parent, key }: Leaf): void {
    const keys = this.#keys.get(parent);
    if (keys === undefined) this.#keys.set(parent, new Set([key]));
    else keys.add(key);
  }

  /** What stands at the path, if there is anything. */
  addPath(document: object, path: Path): void {
    const parent = valueAt(document, path.slice(0, -1));
    if (isObject(parent)) this.add({ parent, key: path.at(-1)!, value: "" });
  }

  of(parent: object): ReadonlySet<string> | undefined {
    return this.#keys.get(parent);
  }
}

/** Deeper objects are kept as JSON: names of twenty parts help nobody, and recursion must have an end. */
const DEEPEST = 8;

/**
 * Everything that no attribute of the event holds, as text by its path. Objects are flattened, lists kept as JSON.
 * Attributes of an unwrapped object drop the path before them, unless the short name is taken. A null and what is empty
 * count as absent: as texts they would be values that nobody sent. `given` is what rules have put there; an attribute of
 * the same name and text is in it already.
 */
export function restOf(
  document: object,
  used: Used,
  unwrap: readonly Path[],
  given: ReadonlyMap<string, string>,
): Map<string, string> {
  const rest = new Map(given);
  const unwrapped = new Map<object, string>();
  for (const path of unwrap) {
    const found = valueAt(document, path);
    if (isObject(found) && Object.keys(found).length > 0) unwrapped.set(found, path.join("."));
  }

  const walk = (object: object, short: string, full: string, depth: number) => {
    const elsewhere = used.of(object);
    for (const [key, value] of Object.entries(object)) {
      if (value === undefined || saysNothing(value) || elsewhere?.has(key) || unwrapped.has(value)) continue;
      const own = nameOf(key);
      const name = short === "" ? own : `${short}.${own}`;
      const fullName = full === "" ? own : `${full}.${own}`;
      if (isObject(value) && depth < DEEPEST) walk(value, name, fullName, depth + 1);
      else keep(rest, name, fullName, textOf(value), given);
    }
  };

  walk(document, "", "", 1);
  for (const [object, path] of unwrapped) walk(object, "", path, path.split(".").length);
  return rest;
}

function keep(
  rest: Map<string, string>,
  short: string,
  full: string,
  text: string,
  given: ReadonlyMap<string, string>,
): void {
  if (given.get(short) === text) return;
  const name = rest.has(short) ? full : short;
  rest.set(
    freeName(name, (taken) => rest.has(taken)),
    text,
  );
}
