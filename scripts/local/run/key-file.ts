import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs";

/** Two words of the key, two of what is known of it; an empty place is all 0. */
export const WORDS = 4;
const WORD_BYTES = 4;

export interface KeyFileOptions {
  /** Made when it is needed, and removed by `close`. */
  file: string;
  /** Generations that it holds; a later one is written over the oldest. */
  generations: number;
  /** Told when the file cannot be written or read; what should be in it is forgotten then. */
  onFault(error: NodeJS.ErrnoException): void;
}

/** Tables of one size in a file, as they stood in memory. */
export class KeyFile {
  readonly #options: KeyFileOptions;
  readonly #places: number;
  #descriptor: number | undefined;

  constructor(options: KeyFileOptions, places: number) {
    this.#options = options;
    this.#places = places;
  }

  /** Fills `words` with the places from `at` on. */
  read(generation: number, at: number, words: Uint32Array): void {
    this.#guarded(
      (file) => readSync(file, words, 0, words.byteLength, this.#offset(generation, at, 0)),
      words,
    );
  }

  /** From a word of a place on. */
  write(generation: number, at: number, word: number, words: Uint32Array): void {
    this.#guarded((file) => writeSync(file, words, 0, words.byteLength, this.#offset(generation, at, word)));
  }

  close(): void {
    if (this.#descriptor === undefined) return;
    closeSync(this.#descriptor);
    this.#descriptor = undefined;
    rmSync(this.#options.file, { force: true });
  }

  #guarded(use: (file: number) => void, read?: Uint32Array): void {
    try {
      this.#descriptor ??= openSync(this.#options.file, "w+");
      use(this.#descriptor);
    } catch (error) {
      // A disk's fault ends the run; whoever put the event must not be told of it as of a fault of its own.
      read?.fill(0);
      this.#options.onFault(error as NodeJS.ErrnoException);
    }
  }

  #offset(generation: number, at: number, word: number): number {
    const place = (generation % this.#options.generations) * this.#places + at;
    return (place * WORDS + word) * WORD_BYTES;
  }
}
