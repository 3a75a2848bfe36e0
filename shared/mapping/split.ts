import { parsePath, valueAt, withValueAt } from "./path.ts";
import type { SourceMapping } from "./source-mapping.ts";

/**
 * A document → one document an event: with each element of the mapping's list (`each`) in place of the list.
 * Always at least one, so that a document with an empty list is refused and not forgotten.
 */
export function splitDocument({ each }: SourceMapping, document: unknown): unknown[] {
  if (each === undefined || typeof document !== "object" || document === null) return [document];
  const path = parsePath(each);
  const list = valueAt(document, path);
  if (!Array.isArray(list) || list.length === 0) return [document];
  return list.map((element) => withValueAt(document, path, element));
}
