import { type EventKey, keyOf } from "./identity.ts";

/** The keys of very many ids, eight bytes each. */
export class KeySet {
  /** Sorted, each once in `size` places from the front. */
  readonly #keys: BigUint64Array;
  readonly size: number;

  /** @param most no fewer than there are ids */
  constructor(ids: Iterable<string>, most: number) {
    const bytes = Buffer.alloc(most * 8);
    let count = 0;
    for (const id of ids) bytes.write(keyOf(id), 8 * count++, "latin1");
    this.#keys = new BigUint64Array(bytes.buffer, bytes.byteOffset, count).sort();
    this.size = this.#distinct();
  }

  has(key: EventKey): boolean {
    const asked = Buffer.from(key, "latin1").readBigUInt64LE();
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#keys[middle]! < asked) low = middle + 1;
      else high = middle;
    }
    return low < this.size && this.#keys[low] === asked;
  }

  #distinct(): number {
    let size = 0;
    for (const key of this.#keys) if (size === 0 || key !== this.#keys[size - 1]) this.#keys[size++] = key;
    return size;
  }
}
