import { isObject } from "../json/exact.ts";
import { type Path, parsePath, valueAt, withoutValueAt, withValueAt } from "./path.ts";
import type { SourceMapping } from "./source-mapping.ts";

/**
 * A document → one document an event: every document of its batch (`batch`), and of each of them one with each element
 * of the mapping's list (`each`) in place of the list. A document without such a list is one; so is one with an empty
 * list, which is then refused and not forgotten.
 */
export function splitDocument({ batch, each }: SourceMapping, document: unknown): unknown[] {
  const documents = batch === undefined ? [document] : batchOf(document, parsePath(batch));
  if (each === undefined) return documents;
  const path = parsePath(each);
  return documents.flatMap((one) => {
    const list = listAt(one, path);
    return list === undefined ? [one] : list.map((element) => withValueAt(one as object, path, element));
  });
}

function batchOf(document: unknown, path: Path): unknown[] {
  const list = listAt(document, path);
  if (list === undefined) return [document];
  const shared = withoutValueAt(document as object, path);
  return list.map((element) => withDefaults(element, shared));
}

/** A list that is not empty. */
function listAt(document: unknown, path: Path): unknown[] | undefined {
  const list = valueAt(document, path);
  return Array.isArray(list) && list.length > 0 ? list : undefined;
}

/** A value with what it does not say itself, at every level of its objects. What is no object is left as it is. */
function withDefaults(value: unknown, defaults: unknown): unknown {
  if (value === undefined) return defaults;
  if (!isObject(value) || !isObject(defaults)) return value;
  const names = new Set([...Object.keys(value), ...Object.keys(defaults)]);
  return Object.fromEntries(
    [...names].map((name) => [name, withDefaults(valueAt(value, [name]), valueAt(defaults, [name]))]),
  );
}
