/**
 * A cache of pure results for the hot path: two generations of a Map. When the young one is full it becomes the old
 * one, and what is asked for from the old one moves back. It keeps at least the `capacity` entries used last and at
 * most twice as many; a hit costs one Map look-up, a third of what an exact least-recently-used order costs.
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
