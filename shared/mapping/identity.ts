import type { Ordinals } from "./ordinals.ts";
import { type Path, valueAt } from "./path.ts";
import { shortHash } from "./rule.ts";

export { Ordinals } from "./ordinals.ts";

/** An id from the content: the same file sent again, in the same order or another, gives the same ids. */
export function contentId(
  source: string,
  document: object,
  identity: readonly Path[] | undefined,
  ordinals: Ordinals,
): string {
  const content = identity === undefined ? document : identity.map((path) => valueAt(document, path) ?? null);
  const digest = shortHash(`${source}\n${JSON.stringify(content)}`);
  return `${digest}-${ordinals.next(digest)}`;
}
