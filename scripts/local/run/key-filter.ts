/** Words of a block: one line of the processor's cache, so that a question costs one access to memory. */
const BLOCK_WORDS = 16;
export const BLOCK_BITS = 32 * BLOCK_WORDS;
/** Of the number of a bit within a block. */
const BITS = 9;
const MASK = 2 ** BITS - 1;

/**
 * Whether a key may be in a set that is kept elsewhere: a Bloom filter of blocks. It never denies a key that was added;
 * at eleven bits a key it takes two of a hundred others for one.
 */
export class KeyFilter {
  readonly #words: Uint32Array;
  readonly #blocks: number;

  /** @param bits a power of two, those of a block or more */
  constructor(bits: number) {
    this.#words = new Uint32Array(bits / 32);
    this.#blocks = this.#words.length / BLOCK_WORDS;
  }

  add(low: number, high: number): void {
    const block = this.#block(low);
    for (const bit of bitsOf(low, high)) this.#words[block + (bit >>> 5)]! |= 1 << (bit & 31);
  }

  mayHave(low: number, high: number): boolean {
    const block = this.#block(low);
    for (const bit of bitsOf(low, high))
      if ((this.#words[block + (bit >>> 5)]! & (1 << (bit & 31))) === 0) return false;
    return true;
  }

  clear(): void {
    this.#words.fill(0);
  }

  /** By the upper bits: the lower ones choose bits within the block. */
  #block(low: number): number {
    return Math.floor((low / 2 ** 32) * this.#blocks) * BLOCK_WORDS;
  }
}

/** Five bits of a block. */
function bitsOf(low: number, high: number): [number, number, number, number, number] {
  return [
    high & MASK,
    (high >>> BITS) & MASK,
    (high >>> (2 * BITS)) & MASK,
    low & MASK,
    ((high >>> (3 * BITS)) | (low << 5)) & MASK,
  ];
}
