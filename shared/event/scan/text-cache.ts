import { randomInt } from "node:crypto";
import type { ScannedText } from "./scanned-text.ts";

/**
 * What is made of the texts of events, kept by their bytes: a text that was seen before is neither decoded nor hashed
 * as a string, which takes three times as long, nor does it keep the event alive that it was cut from.
 *
 * Each text has two places, by its hash, of which the one that was used last is looked at first; a third text for them
 * takes the place of the other. A Map would be asked at twice the cost.
 */
export class TextCache<Value> {
  readonly #entries: (Entry<Value> | undefined)[];
  readonly #make: (text: string) => Value;

  /**
   * @param size how many values are kept at most, a power of two
   * @param make pure; asked again for a text that is not kept any more
   */
  constructor(size: number, make: (text: string) => Value) {
    this.#entries = new Array(size).fill(undefined);
    this.#make = make;
  }

  of(text: ScannedText, from: number, to: number): Value {
    if (to - from > LONGEST) return this.#make(text.decode(from, to));
    const hash = hashOf(text.view, from, to);
    const entries = this.#entries;
    const place = hash & (entries.length - 2);
    const latest = entries[place];
    if (latest !== undefined && isOf(latest, hash, text.view, from, to)) return latest.value;
    const other = entries[place + 1];
    const found =
      other !== undefined && isOf(other, hash, text.view, from, to)
        ? other
        : { hash, ...wordsOf(text.view, from, to), value: this.#make(text.decode(from, to)) };
    entries[place + 1] = latest;
    entries[place] = found;
    return found.value;
  }
}

interface Entry<Value> {
  hash: number;
  /** Bytes of the text, and they themselves in words; behind the end stand zeros. */
  length: number;
  words: Int32Array;
  value: Value;
}

const WORD = 4;
/** What a text has of its last word, by its length modulo 4. */
const MASKS = [-1, 0xff, 0xffff, 0xffffff] as const;
/** A longer text is made anew each time, bytes: a cache of texts that are as long as an event could take gigabytes. */
const LONGEST = 8192;
/** Odd, with its bits well spread (that of MurmurHash3). */
const MULTIPLIER = 0xcc9e2d51;
/** Another one in every process, so that nobody can send texts whose hashes meet. */
const SEED = randomInt(2 ** 31);

function hashOf(view: DataView, from: number, to: number): number {
  const rest = (to - from) % WORD;
  const end = to - rest;
  let hash = SEED ^ (to - from);
  for (let at = from; at < end; at += WORD) hash = Math.imul(hash ^ view.getInt32(at, true), MULTIPLIER);
  if (rest > 0) hash = Math.imul(hash ^ (view.getInt32(end, true) & MASKS[rest]!), MULTIPLIER);
  return hash ^ (hash >>> 16);
}

function isOf(entry: Entry<unknown>, hash: number, view: DataView, from: number, to: number): boolean {
  const { length, words } = entry;
  if (entry.hash !== hash || to - from !== length) return false;
  const last = words.length - 1;
  for (let at = 0; at < last; at += 1) if (view.getInt32(from + at * WORD, true) !== words[at]) return false;
  return last < 0 || (view.getInt32(from + last * WORD, true) & MASKS[length % WORD]!) === words[last];
}

function wordsOf(view: DataView, from: number, to: number): { length: number; words: Int32Array } {
  const length = to - from;
  const words = new Int32Array(Math.ceil(length / WORD));
  for (let at = 0; at < words.length; at += 1) words[at] = view.getInt32(from + at * WORD, true);
  if (length % WORD > 0) words[words.length - 1]! &= MASKS[length % WORD]!;
  return { length, words };
}
