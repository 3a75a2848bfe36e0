import type { EventKey } from "./identity.ts";
import { KeyFile, type KeyFileOptions, WORDS } from "./key-file.ts";
import { BLOCK_BITS, KeyFilter } from "./key-filter.ts";

export interface KeyTableOptions extends KeyFileOptions {
  /** Places of a generation, a power of two. It is full at three quarters of them. A million unless given. */
  places?: number;
}

const PLACES = 2 ** 20;
const FULL = 0.75;
const FILTER_BITS_A_PLACE = 8;
/** Places that are read from the file at once: a search seldom goes on for longer. */
const READ_PLACES = 16;

/**
 * Two words of 32 bits for each of very many keys. The newest are in memory, in a hash table of one size; when that is
 * full it goes to a file as it stands, and a filter stays, which tells nearly every key that is not there. So a
 * million keys take 16 MB of memory, and each further million 1.4 MB. The oldest are forgotten in the end.
 */
export class KeyTable {
  readonly #places: number;
  readonly #generations: number;
  readonly #file: KeyFile;
  readonly #words: Uint32Array;
  /** Of the generations in the file, by their numbers since the start, oldest first. */
  readonly #filters = new Map<number, KeyFilter>();
  readonly #place = new Uint32Array(WORDS);
  readonly #several = new Uint32Array(READ_PLACES * WORDS);
  #generation = 0;
  #count = 0;

  constructor({ places = PLACES, ...options }: KeyTableOptions) {
    this.#places = places;
    this.#generations = options.generations;
    this.#file = new KeyFile(options, places);
    this.#words = new Uint32Array(places * WORDS);
  }

  /** Where the key is, for `get` and `set` until the next `place`; undefined when it is not known (any more). */
  find(key: EventKey): number | undefined {
    const [low, high] = wordsOf(key);
    const at = this.#search(low, high);
    return this.#words[at * WORDS] === 0 ? this.#findInFile(low, high) : this.#numberOf(this.#generation, at);
  }

  /** The same, of a key that becomes known if it is not. */
  place(key: EventKey): number {
    const known = this.find(key);
    if (known !== undefined) return known;
    if (this.#count >= this.#places * FULL) this.#seal();
    const [low, high] = wordsOf(key);
    const at = this.#search(low, high);
    this.#words[at * WORDS] = low;
    this.#words[at * WORDS + 1] = high;
    this.#count += 1;
    return this.#numberOf(this.#generation, at);
  }

  get(place: number, word: 0 | 1): number {
    const [generation, at] = this.#within(place);
    if (generation === this.#generation) return this.#words[at * WORDS + 2 + word]!;
    this.#file.read(generation, at, this.#place);
    return this.#place[2 + word]!;
  }

  set(place: number, word: 0 | 1, value: number): void {
    const [generation, at] = this.#within(place);
    if (generation === this.#generation) this.#words[at * WORDS + 2 + word] = value;
    else this.#file.write(generation, at, 2 + word, Uint32Array.of(value));
  }

  close(): void {
    this.#file.close();
  }

  /** The key's place in memory, or the empty one that it would take. */
  #search(low: number, high: number): number {
    for (let at = low & (this.#places - 1); ; at = (at + 1) & (this.#places - 1)) {
      const found = this.#words[at * WORDS];
      if (found === 0 || (found === low && this.#words[at * WORDS + 1] === high)) return at;
    }
  }

  #findInFile(low: number, high: number): number | undefined {
    for (const [generation, filter] of this.#filters) {
      if (!filter.mayHave(low, high)) continue;
      const at = this.#searchFile(generation, low, high);
      if (at !== undefined) return this.#numberOf(generation, at);
    }
    return undefined;
  }

  #searchFile(generation: number, low: number, high: number): number | undefined {
    let at = low & (this.#places - 1);
    for (;;) {
      const places = Math.min(READ_PLACES, this.#places - at);
      this.#file.read(generation, at, this.#several.subarray(0, places * WORDS));
      for (let index = 0; index < places; index += 1) {
        const found = this.#several[index * WORDS];
        if (found === 0) return undefined;
        if (found === low && this.#several[index * WORDS + 1] === high) return at + index;
      }
      // Behind the table's last place comes its first.
      at = (at + places) & (this.#places - 1);
    }
  }

  /** Everything in memory goes to the file, in the place of the oldest there when that has as many as it may. */
  #seal(): void {
    const oldest = this.#generation - this.#generations;
    const filter =
      this.#filters.get(oldest) ?? new KeyFilter(Math.max(BLOCK_BITS, this.#places * FILTER_BITS_A_PLACE));
    this.#filters.delete(oldest);
    this.#file.write(this.#generation, 0, 0, this.#words);
    filter.clear();
    for (let at = 0; at < this.#words.length; at += WORDS)
      if (this.#words[at] !== 0) filter.add(this.#words[at]!, this.#words[at + 1]!);
    this.#filters.set(this.#generation, filter);
    this.#words.fill(0);
    this.#count = 0;
    this.#generation += 1;
  }

  #numberOf(generation: number, at: number): number {
    return generation * this.#places + at;
  }

  #within(place: number): [generation: number, at: number] {
    const generation = Math.floor(place / this.#places);
    return [generation, place - generation * this.#places];
  }
}

/** A key as two whole numbers of 32 bits, the first of them not 0, which marks an empty place. */
export function wordsOf(key: EventKey): [low: number, high: number] {
  return [wordAt(key, 0) || 1, wordAt(key, 4)];
}

const wordAt = (key: EventKey, at: number): number =>
  (key.charCodeAt(at) |
    (key.charCodeAt(at + 1) << 8) |
    (key.charCodeAt(at + 2) << 16) |
    (key.charCodeAt(at + 3) << 24)) >>>
  0;
