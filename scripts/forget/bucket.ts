import type { ObjectRemover } from "../../shared/aws/remove-objects.ts";
import type { ObjectStore } from "../../shared/failure/ports.ts";

export interface StoredBucket {
  store: ObjectStore;
  remover: ObjectRemover;
}

/** The same bucket; which of its objects are written anew is said before. */
export function noted({ store, remover }: StoredBucket, note: (key: string) => Promise<void>): StoredBucket {
  return {
    remover,
    store: {
      bucket: store.bucket,
      get: (key) => store.get(key),
      list: (prefix) => store.list(prefix),
      async put(key, bytes, options) {
        await note(key);
        await store.put(key, bytes, options);
      },
    },
  };
}
