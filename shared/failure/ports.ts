import type { StreamRecord, Unwritten } from "../stream.ts";

/** Ports of the failed-events path. The adapters are in `shared/aws`. */

export interface ObjectStore {
  /** Name of the bucket. */
  readonly bucket: string;
  put(key: string, bytes: Uint8Array, options?: ObjectPutOptions): Promise<void>;
  get(key: string): Promise<Uint8Array>;
  /** Every object under the prefix, in key order, page by page. */
  list(prefix: string): AsyncIterable<{ key: string; bytes: number }>;
}

export interface ObjectPutOptions {
  contentType?: string;
  contentEncoding?: string;
  /** Epoch ms at which the request is ended; its error then counts as transient. */
  deadline?: number;
}

/** An object, from a byte on. */
export interface ObjectRef {
  bucket: string;
  key: string;
  from: number;
}

export interface ObjectReader {
  /** The bytes of the object from `from` on, piece by piece. Throws the service's errors. */
  read(object: ObjectRef): AsyncIterable<Uint8Array>;
}

export interface MessageSink {
  /** Resends what was throttled until the deadline (epoch ms); returns the bodies that could not be sent. */
  send(bodies: readonly string[], deadline: number): Promise<Unwritten<string>[]>;
}

/** A range of one shard, both ends included. */
export interface StreamRange {
  streamArn: string;
  shardId: string;
  startSequenceNumber: string;
  endSequenceNumber: string;
}

export interface StreamReader {
  /**
   * The records of the range that the stream still holds, in order, page by page; nothing when all are past
   * retention. Throws when the deadline (epoch ms) comes before the end of the range.
   */
  read(range: StreamRange, deadline: number): AsyncIterable<StreamRecord[]>;
}
