import type { RedisLink } from "./connect.ts";
import { RedisUnavailable } from "./unavailable.ts";

/** The stored bytes; null when the key does not exist; undefined when it could not be read. */
export type Fetched = Buffer | null | undefined;

/**
 * Keys in one command. More keys go into several commands of the same round trip, so that other clients do not wait
 * long.
 */
const KEYS_PER_COMMAND = 2_000;

/** Reads keys in one round trip: one MGET, or in a cluster one a hash slot, all under way at once. Aligned with `keys`. */
export async function fetchValues(
  redis: RedisLink,
  keys: readonly string[],
  deadline: number,
): Promise<Fetched[]> {
  const groups = groupsOf(keys, redis.clustered);
  const answers = await Promise.all(groups.map((group) => fetchGroup(redis, group.keys, deadline)));
  if (groups.length === 1) return answers[0]!;
  const values = new Array<Fetched>(keys.length);
  groups.forEach(({ at }, number) => {
    at.forEach((index, position) => {
      values[index] = answers[number]![position];
    });
  });
  return values;
}

/** If a node is down, only its own keys are missing. */
async function fetchGroup(redis: RedisLink, keys: readonly string[], deadline: number): Promise<Fetched[]> {
  try {
    return await redis.run((client) => client.mgetBuffer(keys as string[]), deadline);
  } catch (error) {
    if (!(error instanceof RedisUnavailable)) throw error;
    return new Array<Fetched>(keys.length).fill(undefined);
  }
}

export interface KeyGroup {
  keys: readonly string[];
  /** The index of each key in the list. */
  at: readonly number[];
}

/** Groups the keys that one command may name together, in their order. */
export function groupsOf(keys: readonly string[], clustered: boolean): KeyGroup[] {
  const indexes = keys.map((_, index) => index);
  const bySlot = clustered ? [...Map.groupBy(indexes, (index) => hashTag(keys[index]!)).values()] : [indexes];
  return bySlot.flatMap((at) =>
    slices(at).map((slice) => ({ at: slice, keys: slice.map((index) => keys[index]!) })),
  );
}

/** The part of a key that its slot in a cluster depends on: the text in the first braces, else the whole key. */
function hashTag(key: string): string {
  const open = key.indexOf("{");
  const close = open < 0 ? -1 : key.indexOf("}", open);
  return close > open + 1 ? key.slice(open + 1, close) : key;
}

function slices(indexes: readonly number[]): (readonly number[])[] {
  const all: (readonly number[])[] = [];
  for (let from = 0; from < indexes.length; from += KEYS_PER_COMMAND)
    all.push(indexes.slice(from, from + KEYS_PER_COMMAND));
  return all;
}
