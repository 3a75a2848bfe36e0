/** What the local AWS offers in process. The same state is reachable over HTTP at `LocalAws.url`. */

export interface LocalAwsOptions {
  /** Loopback port; 0 takes any free one. */
  port: number;
  /** Folder in which S3 objects live, as `<dataDir>/<bucket>/<key>`. */
  dataDir: string;
  region: string;
  accountId: string;
  /** Decides the faults; seed it to repeat a run. Default Math.random. */
  random?: () => number;
  /** Epoch milliseconds. Default Date.now. */
  now?: () => number;
  authorize?: Authorize;
  taps?: Taps;
}

export interface LocalAws {
  /** The value for AWS_ENDPOINT_URL, `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly port: number;
  readonly kinesis: KinesisStreams;
  readonly dynamodb: DynamoTables;
  readonly s3: S3Buckets;
  readonly sqs: SqsQueues;
  /** Secret name or ARN → its string. Fill it in process; functions read it through Secrets Manager. */
  readonly secrets: Secrets;
  readonly faults: Faults;
  /** "kinesis.PutRecords" → its figures since the start. */
  counts(): Record<string, CallCount>;
  /** Registers (or replaces) a JSON service under its SigV4 name: "firehose", "glue", "athena", … */
  service(name: string, handler: ServiceHandler): void;
  /** Stops listening, cuts open connections, releases waiting readers. */
  close(): Promise<void>;
}

/**
 * Asked before every call over HTTP, once for each resource that it touches. `action` is the IAM action without its
 * prefix, so SendMessageBatch asks for "SendMessage" and ListObjectsV2 for "ListBucket". A string is the refusal's
 * message and makes an access-denied answer; undefined lets the call through.
 */
export type Authorize = (call: {
  service: string;
  action: string;
  resourceArn?: string;
  accessKeyId: string;
}) => undefined | string;

/** Called synchronously once the write is committed, also for in-process writes. They must not throw. */
export interface Taps {
  onKinesisPut?(stream: string, records: readonly KinesisRecord[]): void;
  onDynamoWrite?(table: string, items: readonly Item[]): void;
  onS3Put?(bucket: string, key: string): void;
}

export interface CallCount {
  calls: number;
  /** Calls answered with an error status, injected or not. */
  errors: number;
  bytesIn: number;
}

/** A call of a JSON protocol service. Throw `AwsError` (gateway/aws-error.ts) to answer with an AWS error code. */
export interface ServiceCall {
  service: string;
  action: string;
  accessKeyId: string;
  input: Record<string, unknown>;
  /** True when fault injection wants the next entry of this batch call to fail; ask once for each entry. */
  entryFails(): boolean;
}

/** The answer is sent as JSON; undefined is `{}`. */
export type ServiceHandler = (call: ServiceCall) => unknown | Promise<unknown>;

// ---- Faults

export interface Fault {
  /** SigV4 service name; "*" is every service. */
  service: string;
  /** API operation such as "PutRecords"; "*" is every operation. */
  action: string;
  /**
   * throttle, error: the call fails before it does anything. delay: it is answered `delayMs` later. partial: single
   * entries of PutRecords, BatchWriteItem, SendMessageBatch and PutRecordBatch fail, each with `probability`.
   * drop-response: the call commits and then its connection is cut.
   */
  kind: "throttle" | "error" | "delay" | "partial" | "drop-response";
  /** 0 to 1, for a call (for an entry with "partial"). */
  probability: number;
  delayMs?: number;
  /** Epoch milliseconds from which the fault no longer strikes. */
  until?: number;
  /** Strikes at most this often (entries are counted with "partial"). */
  times?: number;
}

export interface Faults {
  /** Replaces all faults. */
  set(faults: readonly Fault[]): void;
  /** How often each of the faults given to `set` has struck, by its index. */
  struck(): number[];
}

// ---- Kinesis

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
   * Bytes of records kept in memory, default 512 MiB. Above it, records that every checkpointing consumer has passed
   * are trimmed early; if that does not suffice, puts are throttled, so nothing unread is lost.
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
  shard(id: string): KinesisShard | undefined;
  /** Puts in process, past faults and throttling; entries are routed by MD5 of the key as over HTTP. */
  put(records: readonly { partitionKey: string; data: Uint8Array; explicitHashKey?: string }[]): KinesisRecord[];
  /** Resolves at the next put, split, merge, delete or close. Take the promise, then read, then await it. */
  changed(): Promise<void>;
  /** Calls back synchronously on the same occasions; returns the way to stop. */
  onChange(listener: () => void): () => void;
  /** Consumer `name` has dealt with everything up to and including `sequenceNumber` (see `memoryBytes`). */
  checkpoint(consumer: string, shardId: string, sequenceNumber: string): void;
}

export interface KinesisStreams {
  createStream(name: string, shardCount: number, options?: StreamOptions): KinesisStream;
  /** Throws an AwsError (ResourceNotFoundException) when there is none. */
  stream(name: string): KinesisStream;
  readonly streams: readonly KinesisStream[];
}

// ---- DynamoDB

/** An attribute value as on the wire: `{ S: "a" }`, `{ N: "1" }`, `{ M: { … } }`, … */
export type AttributeValue = Record<string, unknown>;
export type Item = Record<string, AttributeValue>;

export interface TableDefinition {
  name: string;
  partitionKey: { name: string; type: "S" | "N" | "B" };
  sortKey?: { name: string; type: "S" | "N" | "B" };
  /** Attribute with the epoch seconds of expiry. Kept as a fact: as on AWS, expired items may stay readable. */
  ttlAttribute?: string;
}

export interface DynamoTable {
  readonly name: string;
  readonly arn: string;
  readonly count: number;
  items(): IterableIterator<Item>;
}

export interface DynamoTables {
  createTable(definition: TableDefinition): DynamoTable;
  /** Throws an AwsError (ResourceNotFoundException) when there is none. */
  table(name: string): DynamoTable;
  readonly tables: readonly DynamoTable[];
}

// ---- S3

export interface S3Buckets {
  createBucket(name: string): void;
  /** Folder that holds the bucket's objects, each at its key's path. */
  folder(bucket: string): string;
  put(bucket: string, key: string, body: Uint8Array, options?: { contentType?: string }): Promise<void>;
  /** Undefined when there is no such object. */
  get(bucket: string, key: string): Promise<Buffer | undefined>;
  /** Every key under the prefix, in the order of their UTF-8 bytes. */
  list(bucket: string, prefix?: string): Promise<{ key: string; size: number; modified: Date }[]>;
  delete(bucket: string, key: string): Promise<void>;
}

// ---- SQS

export interface SqsMessage {
  messageId: string;
  receiptHandle: string;
  body: string;
  md5OfBody: string;
  /** System attributes: ApproximateReceiveCount, SentTimestamp, ApproximateFirstReceiveTimestamp, … */
  attributes: Record<string, string>;
  messageAttributes: Record<string, { DataType: string; StringValue?: string; BinaryValue?: string }>;
}

export interface SqsQueues {
  /** Attributes as in CreateQueue (strings). A redrive target must exist before. Returns the queue's URL. */
  createQueue(name: string, attributes?: Record<string, string>): string;
  url(name: string): string;
  arn(name: string): string;
  send(name: string, body: string): void;
  /** Up to `max` (1–10) messages, waiting at most `waitSeconds` (0–20) for the first. Visibility as the queue says. */
  receive(
    name: string,
    options?: { max?: number; waitSeconds?: number; visibilitySeconds?: number },
  ): Promise<SqsMessage[]>;
  delete(name: string, receiptHandle: string): void;
  changeVisibility(name: string, receiptHandle: string, seconds: number): void;
  /** Messages that can be received now, that are in flight, and that are delayed. */
  depth(name: string): { visible: number; inFlight: number; delayed: number };
  /** Resolves at the next message sent to the queue. */
  changed(name: string): Promise<void>;
}

// ---- Secrets

export interface Secrets {
  /** Returns the secret's ARN. */
  set(name: string, value: string): string;
  get(nameOrArn: string): string | undefined;
}
