import { LRUCache } from "lru-cache";
import { type Tombstone, tombstoneMark, tombstonesIn, tombstonesText } from "../forget/tombstone.ts";
import type { RedisLink } from "./connect.ts";
import { RedisUnavailable } from "./unavailable.ts";

/** Every tombstone, as one text. The hash tag is that of the note of the servers, so that both stand on one. */
const FORGOTTEN_KEY = "{states}:forgotten";

/** After this time at the latest a function knows of new tombstones, ms. */
export const FORGOTTEN_REFRESH_MS = 15_000;
const REMEMBERED_IDS = 50_000;

export interface Forgotten {
  /**
   * Reads the tombstones where the last look is longer ago than `FORGOTTEN_REFRESH_MS`; keeps them where Redis is out of
   * reach.
   */
  refresh(deadline: number): Promise<void>;
  /** Whether any of the ids was forgotten after this time, epoch ms. */
  includes(ids: readonly (string | undefined)[], at: number): boolean;
}

/** The forgotten, as one process knows them. */
export function forgottenIn(redis: RedisLink, key: string, now: () => number): Forgotten {
  let tombstones = new Map<string, number>();
  let lookedAt = Number.NEGATIVE_INFINITY;
  const marks = new LRUCache<string, string>({ max: REMEMBERED_IDS });

  const markOf = (id: string): string => {
    const known = marks.get(id);
    if (known !== undefined) return known;
    const mark = tombstoneMark(key, id);
    marks.set(id, mark);
    return mark;
  };

  return {
    async refresh(deadline) {
      if (now() - lookedAt < FORGOTTEN_REFRESH_MS) return;
      try {
        tombstones = tombstonesIn((await redis.run((client) => client.get(FORGOTTEN_KEY), deadline)) ?? "");
        lookedAt = now();
      } catch (error) {
        // Whether the batch may go on without Redis is decided where states are read.
        if (!(error instanceof RedisUnavailable)) throw error;
      }
    },
    includes(ids, at) {
      if (tombstones.size === 0) return false;
      return ids.some(
        (id) => id !== undefined && at <= (tombstones.get(markOf(id)) ?? Number.NEGATIVE_INFINITY),
      );
    },
  };
}

/** Adds tombstones to those that are there, in one step, so that none is lost whoever adds some at the same time. */
export async function addTombstones(
  redis: RedisLink,
  added: readonly Tombstone[],
  deadline: number,
): Promise<void> {
  await redis.run((client) => client.append(FORGOTTEN_KEY, tombstonesText(added)), deadline);
}
