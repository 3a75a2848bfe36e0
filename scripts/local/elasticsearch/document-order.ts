/** A document as a search sees it: its number, which is also its `_shard_doc`, and its ingest time in nanoseconds. */
export interface DocumentPosition {
  time: bigint;
  number: number;
}

/**
 * Visible documents in the order of (ingest time, number). It only ever grows at its end, or is replaced as a
 * whole, so that a point in time is references and a length.
 */
export class DocumentOrder {
  #numbers = new Uint32Array(1024);
  #times = new BigInt64Array(1024);
  #count = 0;

  freeze(): FrozenOrder {
    return { numbers: this.#numbers, times: this.#times, count: this.#count };
  }

  get count(): number {
    return this.#count;
  }

  /** Takes the first documents away, and returns their numbers. */
  drop(count: number): Uint32Array {
    const dropped = this.#numbers.slice(0, count);
    this.#numbers = this.#numbers.slice(count);
    this.#times = this.#times.slice(count);
    this.#count -= count;
    return dropped;
  }

  /** Takes newly visible documents, in any order. */
  add(positions: readonly DocumentPosition[]): void {
    const sorted = [...positions].sort(compareDocuments);
    const first = sorted[0];
    if (first === undefined) return;
    const last = this.#count === 0 ? undefined : this.#at(this.#count - 1);
    if (last === undefined || compareDocuments(last, first) < 0) this.#append(sorted);
    else this.#replace(sorted);
  }

  #append(positions: readonly DocumentPosition[]): void {
    if (this.#count + positions.length > this.#numbers.length) this.#grow(this.#count + positions.length);
    for (const { time, number } of positions) {
      this.#numbers[this.#count] = number;
      this.#times[this.#count] = time;
      this.#count += 1;
    }
  }

  #replace(positions: readonly DocumentPosition[]): void {
    const all = Array.from({ length: this.#count }, (_, at) => this.#at(at)).concat(positions);
    this.#numbers = new Uint32Array(all.length);
    this.#times = new BigInt64Array(all.length);
    this.#count = 0;
    this.#append(all.sort(compareDocuments));
  }

  #grow(needed: number): void {
    const size = Math.max(needed, this.#numbers.length * 2);
    const numbers = new Uint32Array(size);
    const times = new BigInt64Array(size);
    numbers.set(this.#numbers.subarray(0, this.#count));
    times.set(this.#times.subarray(0, this.#count));
    this.#numbers = numbers;
    this.#times = times;
  }

  #at(at: number): DocumentPosition {
    return { time: this.#times[at]!, number: this.#numbers[at]! };
  }
}

export interface FrozenOrder {
  readonly numbers: Uint32Array;
  readonly times: BigInt64Array;
  readonly count: number;
}

/** Index of the first document that `before` does not hold for; `before` is true of a prefix. */
export function firstNot(order: FrozenOrder, before: (position: DocumentPosition) => boolean): number {
  let low = 0;
  let high = order.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before({ time: order.times[middle]!, number: order.numbers[middle]! })) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function compareDocuments(a: DocumentPosition, b: DocumentPosition): number {
  if (a.time !== b.time) return a.time < b.time ? -1 : 1;
  return a.number - b.number;
}
