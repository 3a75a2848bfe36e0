import type { SourceRecord } from "./transform-event.ts";

/** A record on its way to an object. */
export interface Buffered {
  data: Buffer;
  source: SourceRecord;
}

/** What becomes one object: the records of one partition, or of one kind of error. */
export interface DeliveryBatch {
  /** Prefix with everything in it but the timestamps. */
  key: string;
  records: Buffered[];
  bytes: number;
  /** Epoch ms when the first record came in. */
  openedAt: number;
}

export interface BufferLimits {
  bytes: number;
  ms: number;
  /** Partitions open at once; undefined without dynamic partitioning. */
  active?: number;
}

/** The open buffers of a delivery stream. Nothing leaves here but by `take`. */
export interface Buffers {
  /** False when the partition would be one too many: the record is not taken. */
  add(key: string, record: Buffered, now: number): boolean;
  /** Buffers that are due: full, old enough, or all of them. */
  take(now: number, all: boolean): DeliveryBatch[];
  /** The largest buffer, to make room; undefined when there is none. */
  takeLargest(): DeliveryBatch | undefined;
  bytes(): number;
  active(): number;
  /** Arrival of the oldest record inside, epoch ms. */
  oldest(): number | undefined;
  /** When the next buffer is due by its age, epoch ms. */
  nextDue(): number | undefined;
}

export function openBuffers(limits: BufferLimits): Buffers {
  const open = new Map<string, DeliveryBatch>();
  let total = 0;

  const remove = (buffer: DeliveryBatch): DeliveryBatch => {
    open.delete(buffer.key);
    total -= buffer.bytes;
    return buffer;
  };

  return {
    add(key, record, now) {
      let buffer = open.get(key);
      if (!buffer) {
        if (limits.active !== undefined && open.size >= limits.active) return false;
        buffer = { key, records: [], bytes: 0, openedAt: now };
        open.set(key, buffer);
      }
      buffer.records.push(record);
      buffer.bytes += record.data.byteLength;
      total += record.data.byteLength;
      return true;
    },
    take: (now, all) =>
      [...open.values()]
        .filter((buffer) => all || buffer.bytes >= limits.bytes || now - buffer.openedAt >= limits.ms)
        .map(remove),
    takeLargest() {
      let largest: DeliveryBatch | undefined;
      for (const buffer of open.values()) if (!largest || buffer.bytes > largest.bytes) largest = buffer;
      return largest && remove(largest);
    },
    bytes: () => total,
    active: () => open.size,
    oldest() {
      let oldest: number | undefined;
      for (const { records } of open.values()) {
        const arrival = records[0]!.source.arrivalTime;
        if (oldest === undefined || arrival < oldest) oldest = arrival;
      }
      return oldest;
    },
    nextDue() {
      let due: number | undefined;
      for (const { openedAt } of open.values()) {
        if (due === undefined || openedAt + limits.ms < due) due = openedAt + limits.ms;
      }
      return due;
    },
  };
}
