import { createHmac } from "node:crypto";

/**
 * What is remembered of somebody who was forgotten, so that what comes again does not bring them back: a keyed hash, which
 * says nothing without the stack's key, and when it was (epoch ms). What happened later is a new beginning.
 */
export interface Tombstone {
  mark: string;
  at: number;
}

/** Half of a SHA-256: enough for billions, and as long as the hashes of addresses. */
const MARK_CHARACTERS = 32;

/** The key of addresses serves here, too: the prefix keeps the two kinds of hashes apart. */
export const tombstoneMark = (key: string, id: string): string =>
  createHmac("sha256", key).update(`forgotten/${id}`).digest("hex").slice(0, MARK_CHARACTERS);

/** A line each, as they are kept. */
export const tombstonesText = (tombstones: readonly Tombstone[]): string =>
  tombstones.map(({ mark, at }) => `${mark} ${at}\n`).join("");

/** By mark; of several of one the latest. A line that is none is of a newer format, and passed over. */
export function tombstonesIn(text: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const line of text.split("\n")) {
    const [, mark, at] = /^([0-9a-f]{32}) (\d+)$/.exec(line) ?? [];
    if (mark !== undefined) found.set(mark, Math.max(found.get(mark) ?? 0, Number(at)));
  }
  return found;
}
