import { keyOf } from "./identity.ts";

/** The keys of very many ids, eight bytes each. */
export class KeySet {
  /** Sorted, each once in `size` places from the front. */
  readonly #keys: Float64Array;
  readonly size: number;

  /** @param most no fewer than there are ids */
  constructor(ids: Iterable<string>, most: number) {
    const keys = new Float64Array(most);
    let count = 0;
    for (const id of ids) keys[count++] = keyOf(id);
    this.#keys = keys.subarray(0, count).sort();
    this.size = this.#distinct();
  }

  has(key: number): boolean {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low < this.size && this.#keys[low] === key;
  }

  #distinct(): number {
    let size = 0;
    for (const key of this.#keys) if (size === 0 || key !== this.#keys[size - 1]) this.#keys[size++] = key;
    return size;
  }
}
