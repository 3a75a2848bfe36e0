export interface S3Buckets {
  /** Folder of the buckets. */
  readonly dataDir: string;
  createBucket(name: string): void;
  /** Folder that holds the bucket's objects, each at its key's path. */
  folder(bucket: string): string;
  put(bucket: string, key: string, body: Uint8Array, options?: { contentType?: string }): Promise<void>;
  /** Undefined when there is no such object. */
  get(bucket: string, key: string): Promise<Buffer | undefined>;
  /** Every key under the prefix, in the order of their UTF-8 bytes. */
  list(bucket: string, prefix?: string): Promise<{ key: string; size: number; modified: Date }[]>;
  delete(bucket: string, key: string): Promise<void>;
  /** Calls `listener` once an object is written, whoever wrote it; returns the way to unsubscribe. */
  onPut(listener: (bucket: string, key: string, size: number) => void): () => void;
}
