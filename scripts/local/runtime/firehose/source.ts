import { disaggregate, isAggregate } from "../../../../shared/pack/kpl.ts";
import type { KinesisRecord } from "../../aws/contract.ts";
import type { RuntimeClock } from "../clock.ts";
import type { TriggerShard, TriggerStream } from "../triggers/kinesis/types.ts";
import type { SourceRecord } from "./transform-event.ts";

export interface SourceLimits {
  /** Bytes of data handed over at once. */
  bytes: number;
  /** Longest wait for a full batch, ms. */
  ms(): number;
}

export interface SourcePorts {
  clock: RuntimeClock;
  /** Takes a batch over; the shard is read on once this resolves. Never rejects. */
  take(batch: readonly SourceRecord[]): Promise<void>;
  /** Called after each batch with the last record that was taken over. */
  checkpoint(shardId: string, sequenceNumber: string): void;
}

export interface DeliverySource {
  /** Resolves once everything that stands in the stream now has been handed over. */
  flush(): Promise<void>;
  caughtUp(): boolean;
  oldest(): number | undefined;
  stop(): void;
}

interface Reader {
  shard: TriggerShard;
  last: string | undefined;
  busy: boolean;
  /** Epoch ms when the first unread record was seen. */
  seenAt: number | undefined;
}

const RECORDS = 2_000;

/**
 * Reads a stream batch by batch, parents before children. Like Firehose it begins at LATEST: what stood in the stream
 * before is not delivered, and only shards that come later are read from their start.
 */
export function readSource(stream: TriggerStream, limits: SourceLimits, ports: SourcePorts): DeliverySource {
  const source = new StreamSource(stream, limits, ports);
  source.start();
  return source;
}

class StreamSource implements DeliverySource {
  readonly #stream: TriggerStream;
  readonly #limits: SourceLimits;
  readonly #ports: SourcePorts;
  readonly #atStart: ReadonlyMap<string, string | undefined>;
  readonly #readers = new Map<string, Reader>();
  #waiters: (() => void)[] = [];
  #flushing = 0;
  #scheduled = false;
  #stopped = false;
  #cancelTimer = () => {};
  #unsubscribe = () => {};

  constructor(stream: TriggerStream, limits: SourceLimits, ports: SourcePorts) {
    this.#stream = stream;
    this.#limits = limits;
    this.#ports = ports;
    this.#atStart = new Map(stream.shards.map((shard) => [shard.id, shard.lastSequence]));
  }

  start(): void {
    this.#pump();
    this.#unsubscribe = this.#stream.onChange(() => this.#pumpSoon());
  }

  caughtUp(): boolean {
    this.#addShards();
    return this.#readers.size >= this.#stream.shards.length && [...this.#readers.values()].every(isDone);
  }

  async flush(): Promise<void> {
    this.#flushing += 1;
    try {
      await new Promise<void>((resolve) => {
        this.#waiters.push(resolve);
        this.#pump();
      });
    } finally {
      this.#flushing -= 1;
    }
  }

  oldest(): number | undefined {
    const times = [...this.#readers.values()]
      .map((reader) => unread(reader, 1, 1)[0]?.arrivalTime)
      .filter((time) => time !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  stop(): void {
    this.#stopped = true;
    this.#unsubscribe();
    this.#cancelTimer();
    for (const resolve of this.#waiters) resolve();
  }

  /** Not inside the put that caused it. */
  #pumpSoon(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#stopped) return;
    const { clock } = this.#ports;
    this.#cancelTimer();
    this.#addShards();
    let due = Number.POSITIVE_INFINITY;
    for (const reader of this.#readers.values()) if (!reader.busy) due = Math.min(due, this.#look(reader));
    if (due < Number.POSITIVE_INFINITY)
      this.#cancelTimer = clock.after(Math.max(0, due - clock.now()), () => this.#pump());
    if (this.#waiters.length > 0 && this.caughtUp()) {
      for (const resolve of this.#waiters) resolve();
      this.#waiters = [];
    }
  }

  #addShards(): void {
    const { shards } = this.#stream;
    for (const shard of shards) {
      const parents = shard.parents
        .map((id) => this.#readers.get(id))
        .filter((parent) => parent !== undefined);
      const ready = parents.every((parent) => parent.shard.closed && isDone(parent));
      const known = shard.parents.every(
        (id) => this.#readers.has(id) || !shards.some((other) => other.id === id),
      );
      if (!this.#readers.has(shard.id) && ready && known)
        this.#readers.set(shard.id, {
          shard,
          last: this.#atStart.get(shard.id),
          busy: false,
          seenAt: undefined,
        });
    }
  }

  /** Starts a batch if it is time; returns when to look again. */
  #look(reader: Reader): number {
    const batch = unread(reader, RECORDS, this.#limits.bytes);
    if (batch.length === 0) return Number.POSITIVE_INFINITY;
    const now = this.#ports.clock.now();
    reader.seenAt ??= now;
    // More than fits stands in the shard: a batch that waited then would never catch up with it.
    const full = batch.at(-1)!.sequenceNumber !== reader.shard.lastSequence;
    const due = reader.seenAt + this.#limits.ms();
    if (!full && this.#flushing === 0 && !reader.shard.closed && now < due) return due;
    void this.#handOver(reader, batch);
    return Number.POSITIVE_INFINITY;
  }

  async #handOver(reader: Reader, batch: readonly KinesisRecord[]): Promise<void> {
    reader.busy = true;
    reader.seenAt = undefined;
    await this.#ports.take(batch.flatMap((record) => sourceRecords(reader.shard.id, record)));
    reader.last = batch.at(-1)!.sequenceNumber;
    reader.busy = false;
    this.#ports.checkpoint(reader.shard.id, reader.last);
    this.#pump();
  }
}

const unread = (reader: Reader, maxRecords: number, maxBytes: number) =>
  reader.shard.read(reader.last ?? "TRIM_HORIZON", maxRecords, maxBytes);

const isDone = (reader: Reader): boolean => !reader.busy && unread(reader, 1, 1).length === 0;

/** Firehose takes KPL aggregates apart before anything else. */
function sourceRecords(shardId: string, record: KinesisRecord): SourceRecord[] {
  const { sequenceNumber, partitionKey, arrivalTime, data } = record;
  const place = { shardId, sequenceNumber, arrivalTime };
  const parts = isAggregate(data) ? disaggregate(data) : "not aggregated";
  if (typeof parts === "string") {
    return [{ ...place, recordId: `${sequenceNumber}000000`, subsequenceNumber: "", partitionKey, data }];
  }
  return parts.map((part, index) => ({
    ...place,
    recordId: `${sequenceNumber}${String(index).padStart(6, "0")}`,
    subsequenceNumber: String(index),
    partitionKey: part.partitionKey,
    data: Buffer.from(part.data.buffer, part.data.byteOffset, part.data.byteLength),
  }));
}
