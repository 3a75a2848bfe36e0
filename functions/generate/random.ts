import { hash } from "node:crypto";

/** Seeded random numbers (sfc32): the same seed gives the same sequence on every machine, and 128 bits of state. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** Any text is a seed; texts that differ give sequences that have nothing in common. */
  constructor(seed: string) {
    const digest = hash("sha256", seed, "buffer");
    this.#a = digest.readInt32LE(0);
    this.#b = digest.readInt32LE(4);
    this.#c = digest.readInt32LE(8);
  }

  /** 0 ≤ x < 1. */
  next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return (sum >>> 0) / 4_294_967_296;
  }

  /** A whole number, 0 ≤ x < end. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  /** A whole number, both ends included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }

  /** Exponentially distributed: the pauses of people who act independently. */
  pause(mean: number): number {
    return -Math.log(1 - this.next()) * mean;
  }
}

/** Picks by weight, in one draw. */
export function weighted<Item>(choices: readonly (readonly [weight: number, item: Item])[]) {
  const total = choices.reduce((sum, [weight]) => sum + weight, 0);
  return (random: Random): Item => {
    let left = random.next() * total;
    for (const [weight, item] of choices) {
      left -= weight;
      if (left < 0) return item;
    }
    return choices.at(-1)![1];
  };
}
