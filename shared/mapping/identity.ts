import { type Path, valueAt } from "./path.ts";
import { shortHash } from "./rule.ts";

/**
 * Counts equal contents within one source: two identical lines of a file are two events.
 * Holds a digest of every document that brings no id, about 100 bytes each.
 */
export class Ordinals {
  readonly #seen = new Map<string, number>();

  /** How many equal contents came before, from 0. */
  next(content: string): number {
    const ordinal = this.#seen.get(content) ?? 0;
    this.#seen.set(content, ordinal + 1);
    return ordinal;
  }
}

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
