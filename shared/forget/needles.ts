import { createHash } from "node:crypto";

/** Whom to forget, as what can be looked for. */
export interface Needles {
  /** The ids themselves, of people and of devices. */
  ids: ReadonlySet<string>;
  /** Texts that betray one of them wherever they stand: long ids, and the usual hashes of every id. */
  texts: readonly string[];
}

/** A shorter id would be found in texts that have nothing to do with it; such a one is looked for as a whole value. */
const SHORTEST_TEXT = 8;

/** Hashes by which advertisers and analysts pass on an id or an address, of the text as it is and in its usual form. */
const ALGORITHMS = ["sha256", "sha1", "md5"] as const;

export function hashesOf(id: string): string[] {
  const forms = new Set([id, id.trim().toLowerCase()]);
  return [...forms].flatMap((form) =>
    ALGORITHMS.map((algorithm) => createHash(algorithm).update(form).digest("hex")),
  );
}

export function needlesOf(ids: Iterable<string>): Needles {
  const all = new Set(ids);
  const texts = [...all].flatMap((id) => [...(id.length >= SHORTEST_TEXT ? [id] : []), ...hashesOf(id)]);
  return { ids: all, texts: [...new Set(texts)] };
}

/** Whether a text is one of the ids, or holds what betrays one. */
export const isIn = ({ ids, texts }: Needles, text: string): boolean =>
  ids.has(text) || texts.some((each) => text.includes(each));

/** The same of any value of JSON: of its texts and numbers, and of the names in it. */
export function isInValue(needles: Needles, value: unknown): boolean {
  if (typeof value === "string") return isIn(needles, value);
  if (typeof value === "number" || typeof value === "bigint") return needles.ids.has(String(value));
  if (Array.isArray(value)) return value.some((item) => isInValue(needles, item));
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([name, item]) => isIn(needles, name) || isInValue(needles, item));
}

/** The same of a line that may be JSON; of other lines an id counts that stands between quotes, or is long. */
export function isInLine(needles: Needles, line: string): boolean {
  try {
    return isInValue(needles, JSON.parse(line));
  } catch {
    // What is no JSON is still text: an access log, a page, half of an event.
    return isIn(needles, line) || [...needles.ids].some((id) => line.includes(JSON.stringify(id)));
  }
}
