import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import type { Key } from "./identity.ts";
import { BLOCK_BITS, KeyFilter } from "./key-filter.ts";

export interface KeyTableOptions {
  /** Holds what memory has no room for; made when it is needed, and removed by `close`. */
  file: string;
  /** Places of a generation, a power of two. It is full at three quarters of them. */
  places?: number;
  /** Generations in the file before the oldest is forgotten. */
  generations: number;
  /** Told when the file cannot be written; what should be in it is forgotten then. */
  onFault(error: NodeJS.ErrnoException): void;
}

/** Two words of the key, two of what is known of it. */
const WORDS = 4;
const PLACE_BYTES = 4 * WORDS;
const PLACES = 2 ** 20;
const FILTER_BITS_A_PLACE = 8;
/** Places that are read from the file at once: a search seldom goes on for longer. */
const READ_PLACES = 16;

/**
 * Two words of 32 bits for each of very many keys. The newest are in memory, in a hash table of one size; when that is
 * full it goes to the file as it stands, and a filter stays, which tells nearly every key that is not there. So a
 * million keys take 16 MB of memory, and each further million 1.4 MB. The oldest are forgotten in the end.
 */
export class KeyTable {
  readonly #options: KeyTableOptions;
  readonly #places: number;
  readonly #words: Uint32Array;
  /** The last generations, oldest first, as they are numbered since the start. */
  readonly #filters = new Map<number, KeyFilter>();
  readonly #read = new Uint32Array(READ_PLACES * WORDS);
  #generation = 0;
  #count = 0;
  #descriptor: number | undefined;

  constructor(options: KeyTableOptions) {
    this.#options = options;
    this.#places = options.places ?? PLACES;
    this.#words = new Uint32Array(this.#places * WORDS);
  }

  /** Where the key is, for `get` and `set` until the next `place`; undefined when it is not known (any more). */
  find(key: Key): number | undefined {
    const [low, high] = wordsOf(key);
    const at = this.#search(low, high);
    if (this.#words[at * WORDS] !== 0) return this.#generation * this.#places + at;
    return this.#findInFile(low, high);
  }

  /** The same, of a key that becomes known if it is not. */
  place(key: Key): number {
    const known = this.find(key);
    if (known !== undefined) return known;
    if (this.#count >= this.#places * 0.75) this.#seal();
    const [low, high] = wordsOf(key);
    const at = this.#search(low, high);
    this.#words[at * WORDS] = low;
    this.#words[at * WORDS + 1] = high;
    this.#count += 1;
    return this.#generation * this.#places + at;
  }

  get(place: number, word: 0 | 1): number {
    const [generation, at] = this.#within(place);
    if (generation === this.#generation) return this.#words[at * WORDS + 2 + word]!;
    this.#readPlaces(generation, at, 1);
    return this.#read[2 + word]!;
  }

  set(place: number, word: 0 | 1, value: number): void {
    const [generation, at] = this.#within(place);
    if (generation === this.#generation) this.#words[at * WORDS + 2 + word] = value;
    else
      this.#guarded((file) => {
        writeSync(file, Uint32Array.of(value), 0, 4, this.#offset(generation, at) + 4 * (2 + word));
      });
  }

  close(): void {
    if (this.#descriptor === undefined) return;
    closeSync(this.#descriptor);
    this.#descriptor = undefined;
    rmSync(this.#options.file, { force: true });
  }

  /** The key's place in memory, or the empty one that it would take. */
  #search(low: number, high: number): number {
    let at = low & (this.#places - 1);
    for (; ; at = (at + 1) & (this.#places - 1)) {
      const found = this.#words[at * WORDS];
      if (found === 0 || (found === low && this.#words[at * WORDS + 1] === high)) return at;
    }
  }

  #findInFile(low: number, high: number): number | undefined {
    for (const [generation, filter] of this.#filters) {
      if (!filter.mayHave(low, high)) continue;
      const at = this.#searchFile(generation, low, high);
      if (at !== undefined) return generation * this.#places + at;
    }
    return undefined;
  }

  #searchFile(generation: number, low: number, high: number): number | undefined {
    for (let at = low & (this.#places - 1); ; at = (at + READ_PLACES) & (this.#places - 1)) {
      const places = Math.min(READ_PLACES, this.#places - at);
      this.#readPlaces(generation, at, places);
      for (let index = 0; index < places; index += 1) {
        const found = this.#read[index * WORDS];
        if (found === 0) return undefined;
        if (found === low && this.#read[index * WORDS + 1] === high) return at + index;
      }
      // The last places of the table: the search goes on at its beginning.
      if (places < READ_PLACES) at = -READ_PLACES;
    }
  }

  /** Everything in memory goes to the file, in the place of the oldest there when that has as many as it may. */
  #seal(): void {
    const { generations } = this.#options;
    const oldest = this.#filters.get(this.#generation - generations);
    this.#filters.delete(this.#generation - generations);
    this.#guarded((file) => {
      writeSync(file, this.#words, 0, this.#words.byteLength, this.#offset(this.#generation, 0));
      const filter = oldest ?? new KeyFilter(Math.max(BLOCK_BITS, this.#places * FILTER_BITS_A_PLACE));
      filter.clear();
      for (let at = 0; at < this.#words.length; at += WORDS)
        if (this.#words[at] !== 0) filter.add(this.#words[at]!, this.#words[at + 1]!);
      this.#filters.set(this.#generation, filter);
    });
    this.#words.fill(0);
    this.#count = 0;
    this.#generation += 1;
  }

  #readPlaces(generation: number, at: number, places: number): void {
    this.#guarded((file) => {
      readSync(file, this.#read, 0, places * PLACE_BYTES, this.#offset(generation, at));
    });
  }

  #guarded(use: (file: number) => void): void {
    try {
      this.#descriptor ??= openSync(this.#options.file, "w+");
      use(this.#descriptor);
    } catch (error) {
      // A disk's fault ends the run; whoever put the event must not be told of it as of a fault of its own.
      this.#read.fill(0);
      this.#options.onFault(error as NodeJS.ErrnoException);
    }
  }

  #within(place: number): [generation: number, at: number] {
    const generation = Math.floor(place / this.#places);
    return [generation, place - generation * this.#places];
  }

  #offset(generation: number, at: number): number {
    return ((generation % this.#options.generations) * this.#places + at) * PLACE_BYTES;
  }
}

/** A key as two whole numbers of 32 bits, the first of them not 0, which marks an empty place. */
export function wordsOf(key: Key): [low: number, high: number] {
  return [wordAt(key, 0) || 1, wordAt(key, 4)];
}

const wordAt = (key: Key, at: number): number =>
  (key.charCodeAt(at) |
    (key.charCodeAt(at + 1) << 8) |
    (key.charCodeAt(at + 2) << 16) |
    (key.charCodeAt(at + 3) << 24)) >>>
  0;
