/**
 * Counts equal contents within one source: two identical lines of a file are two events.
 * Holds 53 bits of the digest of every document that brings no id, 9 to 19 bytes each, since a file may have very
 * many. Two contents of the same 53 bits would only have another number each, which tells them apart as well.
 */
export class Ordinals {
  /** Open addressing: 0 is a free place. */
  #keys = new Float64Array(1024);
  #size = 0;
  /** Contents that came more than once. */
  readonly #repeated = new Map<number, number>();

  /** How many equal contents came before, from 0. @param digest hexadecimal, 14 digits or more */
  next(digest: string): number {
    const key = keyOf(digest);
    const place = this.#placeOf(key);
    if (this.#keys[place] === key) {
      const before = this.#repeated.get(key) ?? 1;
      this.#repeated.set(key, before + 1);
      return before;
    }
    this.#keys[place] = key;
    this.#size += 1;
    if (this.#size > this.#keys.length * FULLEST) this.#grow();
    return 0;
  }

  /** Where the key stands, or the free place for it. */
  #placeOf(key: number): number {
    const mask = this.#keys.length - 1;
    let place = key % this.#keys.length;
    while (this.#keys[place] !== 0 && this.#keys[place] !== key) place = (place + 1) & mask;
    return place;
  }

  #grow(): void {
    const before = this.#keys;
    this.#keys = new Float64Array(before.length * 2);
    for (const key of before) if (key !== 0) this.#keys[this.#placeOf(key)] = key;
  }
}

const FULLEST = 0.85;

/** The first 53 bits, and one instead of none, which marks a free place. */
function keyOf(digest: string): number {
  const high = Number.parseInt(digest.slice(0, 12), 16);
  return high * 32 + (Number.parseInt(digest.slice(12, 14), 16) & 31) || 1;
}
