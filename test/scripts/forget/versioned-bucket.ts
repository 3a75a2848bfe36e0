import type { StoredBucket } from "../../../scripts/forget/bucket.ts";
import { memoryObjectStore } from "../../shared/failure/builders.ts";
import type { Mortal } from "./mortal.ts";

export interface VersionedBucket extends StoredBucket {
  objects: Map<string, Buffer>;
  /** What the objects held before they were last written. */
  earlier: Map<string, Buffer[]>;
}

/** A bucket in memory that keeps versions, as S3 does where it is told to. */
export function versionedBucket(name: string, mortal: Mortal): VersionedBucket {
  const { objects, ...store } = memoryObjectStore(name);
  const earlier = new Map<string, Buffer[]>();
  return {
    objects,
    earlier,
    store: {
      ...store,
      put: (key, bytes) =>
        mortal.effect(`put ${key}`, () => {
          const before = objects.get(key);
          if (before) earlier.set(key, [...(earlier.get(key) ?? []), before]);
          objects.set(key, Buffer.from(bytes));
        }),
    },
    remover: {
      remove: (keys) =>
        mortal.effect(`remove ${keys.join()}`, () => {
          for (const key of keys) {
            objects.delete(key);
            earlier.delete(key);
          }
        }),
      removeEarlier: (key) => mortal.effect(`remove earlier ${key}`, () => void earlier.delete(key)),
    },
  };
}
