/**
 * A cache of pure results for the hot path: two generations of a Map. When the young one is full it becomes the old
 * one, and an entry that is read from the old one moves to the young one. So it keeps at least the `capacity` entries
 * that were used last, and at most twice as many. A hit costs only one Map look-up, less than an exact
 * least-recently-used order.
 */
export class BoundedCache<Value, Key = string> {
  #young = new Map<Key, Value>();
  #old = new Map<Key, Value>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(key: Key): Value | undefined {
    const value = this.#young.get(key);
    if (value !== undefined) return value;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: Key, value: Value): void {
    if (this.#young.size >= this.#capacity) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }
}
