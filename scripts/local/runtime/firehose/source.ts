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
  const { clock } = ports;
  const atStart = new Map(stream.shards.map((shard) => [shard.id, shard.lastSequence]));
  const readers = new Map<string, Reader>();
  let waiters: (() => void)[] = [];
  let flushing = 0;
  let stopped = false;
  let cancelTimer = () => {};

  const unread = (reader: Reader, maxRecords: number, maxBytes: number) =>
    reader.shard.read(reader.last ?? "TRIM_HORIZON", maxRecords, maxBytes);
  const done = (reader: Reader) => !reader.busy && unread(reader, 1, 1).length === 0;

  function addShards(): void {
    for (const shard of stream.shards) {
      const parents = shard.parents.map((id) => readers.get(id)).filter((parent) => parent !== undefined);
      const ready = parents.every((parent) => parent.shard.closed && done(parent));
      const known = shard.parents.every(
        (id) => readers.has(id) || !stream.shards.some((other) => other.id === id),
      );
      if (!readers.has(shard.id) && ready && known)
        readers.set(shard.id, { shard, last: atStart.get(shard.id), busy: false, seenAt: undefined });
    }
  }

  function pump(): void {
    if (stopped) return;
    cancelTimer();
    addShards();
    let due = Number.POSITIVE_INFINITY;
    for (const reader of readers.values()) if (!reader.busy) due = Math.min(due, look(reader));
    if (due < Number.POSITIVE_INFINITY) cancelTimer = clock.after(Math.max(0, due - clock.now()), pump);
    if (waiters.length > 0 && caughtUp()) {
      for (const resolve of waiters) resolve();
      waiters = [];
    }
  }

  /** Starts a batch if it is time; returns when to look again. */
  function look(reader: Reader): number {
    const records = unread(reader, RECORDS, limits.bytes);
    if (records.length === 0) return Number.POSITIVE_INFINITY;
    const now = clock.now();
    reader.seenAt ??= now;
    const batch = fitting(records, limits.bytes);
    const full =
      batch.length < records.length || records.length === RECORDS || bytesOf(batch) >= limits.bytes;
    const due = reader.seenAt + limits.ms();
    if (!full && flushing === 0 && !reader.shard.closed && now < due) return due;
    void handOver(reader, batch);
    return Number.POSITIVE_INFINITY;
  }

  async function handOver(reader: Reader, batch: readonly KinesisRecord[]): Promise<void> {
    reader.busy = true;
    reader.seenAt = undefined;
    await ports.take(batch.flatMap((record) => sourceRecords(reader.shard.id, record)));
    reader.last = batch.at(-1)!.sequenceNumber;
    reader.busy = false;
    ports.checkpoint(reader.shard.id, reader.last);
    pump();
  }

  function caughtUp(): boolean {
    addShards();
    return readers.size >= stream.shards.length && [...readers.values()].every(done);
  }

  pump();
  let scheduled = false;
  const unsubscribe = stream.onChange(() => {
    if (scheduled) return;
    scheduled = true;
    // Not inside the put that caused it.
    setImmediate(() => {
      scheduled = false;
      pump();
    });
  });

  return {
    caughtUp,
    async flush() {
      flushing += 1;
      try {
        await new Promise<void>((resolve) => {
          waiters.push(resolve);
          pump();
        });
      } finally {
        flushing -= 1;
      }
    },
    oldest() {
      const times = [...readers.values()]
        .map((reader) => unread(reader, 1, 1)[0]?.arrivalTime)
        .filter((time) => time !== undefined);
      return times.length === 0 ? undefined : Math.min(...times);
    },
    stop() {
      stopped = true;
      unsubscribe();
      cancelTimer();
      for (const resolve of waiters) resolve();
    },
  };
}

const bytesOf = (records: readonly KinesisRecord[]): number =>
  records.reduce((sum, record) => sum + record.data.byteLength, 0);

/** At least one record, and as many as fit. */
function fitting(records: readonly KinesisRecord[], limit: number): readonly KinesisRecord[] {
  let bytes = 0;
  const end = records.findIndex((record, index) => {
    bytes += record.data.byteLength;
    return index > 0 && bytes > limit;
  });
  return end < 0 ? records : records.slice(0, end);
}

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
