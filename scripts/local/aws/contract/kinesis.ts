export interface KinesisRecord {
  sequenceNumber: string;
  partitionKey: string;
  /** Epoch milliseconds. */
  arrivalTime: number;
  data: Buffer;
}

export interface StreamOptions {
  /** Default "PROVISIONED". */
  mode?: "PROVISIONED" | "ON_DEMAND";
  /** 24 (the default) to 8760. */
  retentionHours?: number;
  /** Whether shards refuse more than 1 MB/s and 1,000 records/s (and 5 reads/s). Default false. */
  throttled?: boolean;
  /**
   * Bytes of records kept in memory, default 512 MiB. Of what every checkpointing consumer has passed, half of them at
   * most are kept, and no more than 32 MiB; if that does not suffice, puts are throttled, so nothing unread is lost.
   */
  memoryBytes?: number;
}

/** A bare sequence number means after it; `at` includes it; `timestamp` is in epoch milliseconds. */
export type Position = string | "TRIM_HORIZON" | { at: string } | { timestamp: number };

export interface KinesisShard {
  readonly id: string;
  /** Ids of the shards it was made from: none, one (split) or two (merge). */
  readonly parents: readonly string[];
  /** True once split or merged: no more records will come. */
  readonly closed: boolean;
  readonly startingHashKey: bigint;
  readonly endingHashKey: bigint;
  /** The newest record's sequence number, undefined when none was ever put. */
  readonly lastSequence: string | undefined;
  /** Records in order; at least one if there is any, whatever `maxBytes` (of data) says. */
  read(position: Position, maxRecords: number, maxBytes: number): KinesisRecord[];
}

export interface KinesisStream {
  readonly name: string;
  readonly arn: string;
  /** All shards by id, closed ones included (parents come before children). */
  readonly shards: readonly KinesisShard[];
  /** Bytes of records in memory, with what each costs beside its data. */
  readonly heldBytes: number;
  shard(id: string): KinesisShard | undefined;
  /** Puts in process, past faults and throttling; entries are routed by MD5 of the key as over HTTP. */
  put(
    records: readonly { partitionKey: string; data: Uint8Array; explicitHashKey?: string }[],
  ): KinesisRecord[];
  /** Resolves at the next put, split, merge, delete or close. Take the promise, then read, then await it. */
  changed(): Promise<void>;
  /** Calls back synchronously on the same occasions; returns the way to stop. */
  onChange(listener: () => void): () => void;
  /** Consumer `name` has dealt with everything up to and including `sequenceNumber` (see `memoryBytes`). */
  checkpoint(consumer: string, shardId: string, sequenceNumber: string): void;
  /** Keeps records readable by their sequence numbers for a while after every consumer has passed them. */
  keep(shardId: string, records: readonly Pick<KinesisRecord, "sequenceNumber">[]): void;
}

export interface KinesisStreams {
  createStream(name: string, shardCount: number, options?: StreamOptions): KinesisStream;
  /** Throws an AwsError (ResourceNotFoundException) when there is none. */
  stream(name: string): KinesisStream;
  readonly streams: readonly KinesisStream[];
}
