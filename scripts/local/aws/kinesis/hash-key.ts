import { hash } from "node:crypto";

/** Hash keys run from 0 to 2^128 − 1. */
export const HASH_KEYS = 1n << 128n;

export interface HashRange {
  readonly startingHashKey: bigint;
  readonly endingHashKey: bigint;
}

/** The hash key of a partition key: its MD5 as a big-endian number. */
export const hashKey = (partitionKey: string): bigint => BigInt(`0x${hash("md5", partitionKey, "hex")}`);

/** Equal ranges, in order, that cover every hash key; the last takes what does not divide. */
export function evenRanges(count: number): HashRange[] {
  const size = HASH_KEYS / BigInt(count);
  return Array.from({ length: count }, (_, index) => ({
    startingHashKey: size * BigInt(index),
    endingHashKey: index === count - 1 ? HASH_KEYS - 1n : size * BigInt(index + 1) - 1n,
  }));
}

/**
 * Finds the open shard of a hash key by binary search. What it found for partition keys is remembered: pipelines use few
 * keys (lanes) over and over, and MD5 with a 128-bit number costs more than the rest of a put.
 */
export class Router<Shard extends HashRange> {
  private readonly shards: readonly Shard[];
  private readonly known = new Map<string, Shard>();

  /** The shards must cover all hash keys without overlap. */
  constructor(shards: readonly Shard[]) {
    this.shards = [...shards].sort((a, b) => (a.startingHashKey < b.startingHashKey ? -1 : 1));
  }

  route(partitionKey: string, explicitHashKey?: string): Shard {
    if (explicitHashKey !== undefined) return this.find(BigInt(explicitHashKey));
    let shard = this.known.get(partitionKey);
    if (shard === undefined) {
      shard = this.find(hashKey(partitionKey));
      if (this.known.size >= KNOWN_KEYS) this.known.clear();
      this.known.set(partitionKey, shard);
    }
    return shard;
  }

  private find(key: bigint): Shard {
    let low = 0;
    let high = this.shards.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.shards[middle]!.endingHashKey < key) low = middle + 1;
      else high = middle;
    }
    return this.shards[low]!;
  }
}

const KNOWN_KEYS = 65_536;
