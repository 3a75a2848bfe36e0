import { gunzipSync, gzipSync } from "node:zlib";
import type { ObjectRemover } from "../../shared/aws/remove-objects.ts";
import type { ObjectStore } from "../../shared/failure/ports.ts";
import { isIn, isInLine, type Needles } from "../../shared/forget/needles.ts";
import type { ForgettingPlace } from "./found.ts";
import { payloadWithout } from "./payload.ts";

export interface TextObjects {
  name: string;
  store: ObjectStore;
  remover: ObjectRemover;
  needles: Needles;
  prefix: string;
}

/** Results of queries: they can be had again, so one that holds anything of somebody goes as a whole. */
export function queryResults({ name, store, remover, needles, prefix }: TextObjects): ForgettingPlace {
  async function found(): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of store.list(prefix))
      if (isInResult(Buffer.from(await store.get(key)).toString("utf8"), needles)) keys.push(key);
    return keys;
  }
  return {
    name,
    async find() {
      const { length } = await found();
      return { place: name, unit: "objects", count: length, objects: length };
    },
    async remove() {
      const keys = await found();
      await remover.remove(keys);
      return keys.length;
    },
  };
}

/** Athena quotes every value of a CSV. */
const isInResult = (text: string, needles: Needles): boolean =>
  isIn(needles, text) || [...needles.ids].some((id) => text.includes(`"${id.replaceAll('"', '""')}"`));

/**
 * What Firehose could not deliver: lines of JSON, each with the record's bytes (`rawData`), where it could not convert
 * them.
 */
export function deliveryErrors({ name, store, remover, needles, prefix }: TextObjects): ForgettingPlace {
  async function sweep(apply: boolean) {
    let count = 0;
    let objects = 0;
    for await (const { key } of store.list(prefix)) {
      const bytes = Buffer.from(await store.get(key));
      const isZipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
      const lines = (isZipped ? gunzipSync(bytes) : bytes)
        .toString("utf8")
        .split("\n")
        .filter((line) => line !== "");
      const kept = lines.filter((line) => !isErrorOf(line, needles));
      if (kept.length === lines.length) continue;
      count += lines.length - kept.length;
      objects += 1;
      if (!apply) continue;
      if (kept.length === 0) await remover.remove([key]);
      else {
        const text = Buffer.from(kept.map((line) => `${line}\n`).join(""));
        await store.put(key, isZipped ? gzipSync(text) : text);
        await remover.removeEarlier(key);
      }
    }
    return { place: name, unit: "lines", count, objects };
  }
  return { name, find: () => sweep(false), remove: async () => (await sweep(true)).count };
}

/** A record is filed as a failed event as well, so its line here is removed as a whole. */
function isErrorOf(line: string, needles: Needles): boolean {
  if (isInLine(needles, line)) return true;
  const raw = /"rawData"\s*:\s*"([A-Za-z0-9+/=]+)"/.exec(line)?.[1];
  return raw !== undefined && payloadWithout(Buffer.from(raw, "base64"), needles).removed > 0;
}
