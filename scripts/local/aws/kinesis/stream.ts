import { alone } from "../../alone.ts";
import { Changes } from "../changes.ts";
import type { KinesisRecord, KinesisStream, StreamOptions } from "../contract.ts";
import { AwsError } from "../gateway/aws-error.ts";
import { Checkpoints } from "./checkpoints.ts";
import { evenRanges, type HashRange, Router } from "./hash-key.ts";
import { compareSequences, sequenceNumber } from "./sequence.ts";
import { Shard } from "./shard.ts";
import { ShardAllowance } from "./throttle.ts";

const MEMORY_BYTES = 512 * 1024 * 1024;
/** So much stays in any case, so that what was passed a moment ago can still be read again. */
const PASSED_BYTES = 32 * 1024 * 1024;
const HOUR_MS = 3_600_000;
const TRIM_INTERVAL_MS = 1000;
/** Whoever is told of a record that a consumer gave up on reads it within minutes. */
const KEEP_MS = 15 * 60_000;
/** What a record costs beside its data: the object, its sequence number and its key. */
const RECORD_OVERHEAD = 256;

export interface PutEntry {
  partitionKey: string;
  data: Uint8Array;
  explicitHashKey?: string;
}

export interface StreamContext {
  arn: string;
  accountId: string;
  now: () => number;
  onPut: (stream: string, records: readonly KinesisRecord[], caller: string | undefined) => void;
}

export class Stream extends Changes implements KinesisStream {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly mode: "PROVISIONED" | "ON_DEMAND";
  retentionHours: number;
  heldBytes = 0;
  readonly shards: Shard[] = [];
  private readonly throttled: boolean;
  private readonly memoryBytes: number;
  private readonly context: StreamContext;
  private router: Router<Shard>;
  private readonly allowances = new Map<Shard, ShardAllowance>();
  private readonly checkpoints = new Checkpoints();
  private counter = 0;
  private lastArrival = 0;
  private trimmedAt = 0;

  constructor(name: string, shardCount: number, options: StreamOptions, context: StreamContext) {
    super();
    this.name = name;
    this.arn = context.arn;
    this.context = context;
    this.createdAt = context.now();
    this.mode = options.mode ?? "PROVISIONED";
    this.retentionHours = options.retentionHours ?? 24;
    this.throttled = options.throttled ?? false;
    this.memoryBytes = options.memoryBytes ?? MEMORY_BYTES;
    for (const range of evenRanges(shardCount)) this.addShard(range, []);
    this.router = new Router(this.openShards);
  }

  get openShards(): Shard[] {
    return this.shards.filter((shard) => !shard.closed);
  }

  shard(id: string): Shard | undefined {
    return this.shards.find((shard) => shard.id === id);
  }

  put(entries: readonly PutEntry[]): KinesisRecord[] {
    const records = entries.map((entry) => this.append(this.route(entry), entry));
    this.commit(records);
    return records;
  }

  route(entry: PutEntry): Shard {
    return this.router.route(entry.partitionKey, entry.explicitHashKey);
  }

  /** Why this shard cannot take the entry now; asking takes from the shard's allowance. */
  refusal(shard: Shard, entry: PutEntry): AwsError | undefined {
    if (this.heldBytes > this.memoryBytes) return this.full();
    if (!this.throttled) return undefined;
    const now = this.context.now();
    const allowance = this.allowances.get(shard) ?? new ShardAllowance(now);
    this.allowances.set(shard, allowance);
    if (allowance.take(entry.data.length + Buffer.byteLength(entry.partitionKey), now)) return undefined;
    const message = `Rate exceeded for shard ${shard.id} in stream ${this.name} under account ${this.context.accountId}.`;
    return new AwsError("ProvisionedThroughputExceededException", message);
  }

  /** Adds a record to a shard; `commit` makes it known. */
  append(shard: Shard, entry: PutEntry): KinesisRecord {
    const { partitionKey, data } = entry;
    // Arrival times never go back within a stream, so that reads by timestamp can search.
    this.lastArrival = Math.max(this.lastArrival, this.context.now());
    const record: KinesisRecord = {
      sequenceNumber: this.nextSequence(shard),
      partitionKey,
      arrivalTime: this.lastArrival,
      data: alone(data),
    };
    shard.append(record);
    this.heldBytes += heldBytes(record);
    return record;
  }

  /** @param caller access key id of a put over HTTP */
  commit(records: readonly KinesisRecord[], caller?: string): void {
    if (records.length === 0) return;
    this.context.onPut(this.name, records, caller);
    this.announce();
    if (this.heldBytes > this.memoryBytes || this.context.now() - this.trimmedAt >= TRIM_INTERVAL_MS)
      this.trim();
  }

  /** Closes the shards and opens others in their place, over the same hash keys. */
  replace(parents: readonly Shard[], ranges: readonly HashRange[]): void {
    for (const parent of parents) parent.endingSequence = this.nextSequence(parent);
    for (const range of ranges) this.addShard(range, parents);
    this.router = new Router(this.openShards);
    this.announce();
  }

  checkpoint(consumer: string, shardId: string, sequence: string): void {
    this.checkpoints.advance(consumer, shardId, sequence);
    if (this.heldBytes > this.memoryBytes) this.trim();
  }

  keep(shardId: string, records: readonly Pick<KinesisRecord, "sequenceNumber">[]): void {
    const sequences = records.map(({ sequenceNumber }) => sequenceNumber);
    this.shard(shardId)?.kept.want(sequences, this.context.now() + KEEP_MS);
  }

  /** Drops what retention has ended for and, but for the newest of it, what every consumer has passed. */
  trim(): void {
    this.trimmedAt = this.context.now();
    const horizon = this.trimmedAt - this.retentionHours * HOUR_MS;
    for (const shard of this.shards) {
      const passed = this.checkpoints.passedByAll(shard.id);
      for (let record = shard.oldest; record !== undefined; record = shard.oldest) {
        const short = this.heldBytes > Math.min(PASSED_BYTES, this.memoryBytes / 2);
        const spare = short && compareSequences(record.sequenceNumber, passed) <= 0;
        if (record.arrivalTime >= horizon && !spare) break;
        if (shard.trimOldest()) this.heldBytes -= heldBytes(record);
      }
      for (const record of shard.kept.release(this.trimmedAt)) this.heldBytes -= heldBytes(record);
    }
  }

  private full(): AwsError {
    const message = `The local stream ${this.name} holds ${this.memoryBytes} bytes that its consumers have not passed yet.`;
    return new AwsError("ProvisionedThroughputExceededException", message);
  }

  /** A child is a second younger than its parents at least, so that its sequence numbers are above theirs. */
  private addShard(range: HashRange, parents: readonly Shard[]): void {
    const index = this.shards.length;
    const created = Math.max(seconds(this.context.now()), ...parents.map((parent) => parent.created + 1));
    const start = this.nextSequence({ index, created });
    const ids = parents.map(({ id }) => id);
    this.shards.push(new Shard(index, range, created, start, ids));
  }

  private nextSequence({ index, created }: Pick<Shard, "index" | "created">): string {
    const arrival = Math.max(seconds(this.lastArrival), created);
    return sequenceNumber({ created, counter: this.counter++, arrival, shardIndex: index });
  }
}

const seconds = (ms: number): number => Math.floor(ms / 1000);

const heldBytes = (record: KinesisRecord): number => record.data.length + RECORD_OVERHEAD;
