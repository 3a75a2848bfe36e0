import type { RedisLink } from "../connect.ts";
import { deadlineOfOne, type Entries, inBatches, keysLike } from "../entries.ts";
import { prepareStates } from "../state/takeover.ts";
import { keyIn, VERSION_FORM, versionKey } from "./version.ts";

/** So long the entries of an earlier load stay: for readers that have not asked again, and for a roll-back of the code. */
const KEPT_SECONDS = 86_400;

/** A load that is under way: entries are written under its version, and nobody reads them until a set is committed. */
export interface VersionedLoad {
  write(entries: Entries): Promise<void>;
  /**
   * Makes the version the one that is read, at once, and lets what was there before expire. Throws when entries are
   * missing. Returns how many keys of earlier loads expire.
   * @param keys of the set in this version
   */
  commit(set: string, keys: number): Promise<number>;
}

/** @param version another one for each load */
export function versionedLoad(redis: RedisLink, version: string): VersionedLoad {
  if (!VERSION_FORM.test(version))
    throw new RangeError(`"${version}" is no version: it has up to 32 letters and digits.`);
  return {
    write: (entries) =>
      inBatches(redis, entries, (client, [key, value]) => client.set(keyIn(version, key), value)),
    async commit(set, keys) {
      const found = new Set(await keysLike(redis, keyIn(version, `${set}:*`)));
      if (found.size !== keys)
        throw new RangeError(
          `${found.size} of ${keys} entries of ${set} are in Redis: the load is not complete, and what was read before is still read. Load the files again.`,
        );
      await redis.run((client) => client.set(versionKey(set), version), deadlineOfOne());
      const others = [
        ...(await keysLike(redis, `${set}:*`)),
        ...(await keysLike(redis, `*/${set}:*`)),
      ].filter((key) => !found.has(key));
      // Those of a load before the last one expire already, and keep their time.
      await inBatches(redis, others, (client, key) => client.expire(key, KEPT_SECONDS, "NX"));
      await prepareStates(redis, deadlineOfOne());
      return others.length;
    },
  };
}

/** Has a set read without a version again, after its entries were replaced where they stand. */
export async function dropVersions(redis: RedisLink, sets: readonly string[]): Promise<void> {
  await inBatches(redis, sets, (client, set) => client.del(versionKey(set)));
}
