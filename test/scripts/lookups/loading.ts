import { loadHandler } from "../../../functions/load/handler.ts";
import type { RedisLink } from "../../../shared/redis/connect.ts";
import { versionedLoad } from "../../../shared/redis/look-up/load.ts";
import type { LoadAnswer, LoadStep } from "../../../shared/redis/look-up/parts.ts";

export type { LoadAnswer } from "../../../shared/redis/look-up/parts.ts";

/** The function `load` on a Redis and a bucket in memory. */
export function loadHandlerOf(
  redis: RedisLink,
  bucket: ReadonlyMap<string, Uint8Array>,
): (step: LoadStep) => Promise<LoadAnswer> {
  const handle = loadHandler({
    async read(key) {
      const bytes = bucket.get(key);
      if (bytes === undefined) throw new Error(`There is no ${key}.`);
      return bytes;
    },
    loadInto: (version) => versionedLoad(redis, version),
    report() {},
  });
  return (step) => handle(step, { deadline: Number.MAX_SAFE_INTEGER, functionArn: "arn", requestId: "r" });
}
