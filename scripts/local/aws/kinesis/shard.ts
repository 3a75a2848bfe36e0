import type { KinesisRecord, KinesisShard, Position } from "../contract.ts";
import type { HashRange } from "./hash-key.ts";
import { KeptRecords } from "./kept-records.ts";
import { compareSequences } from "./sequence.ts";

export const shardId = (index: number): string => `shardId-${String(index).padStart(12, "0")}`;

/** The records of one shard, oldest first. Trimmed records leave from the front. */
export class Shard implements KinesisShard {
  readonly id: string;
  readonly index: number;
  readonly parents: readonly string[];
  readonly startingHashKey: bigint;
  readonly endingHashKey: bigint;
  readonly startingSequence: string;
  /** Epoch seconds, as its sequence numbers say it. */
  readonly created: number;
  endingSequence: string | undefined;
  readonly kept = new KeptRecords();
  private records: KinesisRecord[] = [];
  private head = 0;
  private last: KinesisRecord | undefined;

  constructor(
    index: number,
    range: HashRange,
    created: number,
    startingSequence: string,
    parents: readonly string[] = [],
  ) {
    this.index = index;
    this.created = created;
    this.id = shardId(index);
    this.startingHashKey = range.startingHashKey;
    this.endingHashKey = range.endingHashKey;
    this.startingSequence = startingSequence;
    this.parents = parents;
  }

  get closed(): boolean {
    return this.endingSequence !== undefined;
  }

  get lastSequence(): string | undefined {
    return this.last?.sequenceNumber;
  }

  get oldest(): KinesisRecord | undefined {
    return this.records[this.head];
  }

  append(record: KinesisRecord): void {
    this.records.push(record);
    this.last = record;
  }

  /** False when the record left the shard but is kept for whoever fetches it by its number. */
  trimOldest(): boolean {
    const oldest = this.records[this.head++]!;
    // Shifting each time would move the whole array; so the front, which still holds its records, is cut when half of
    // it is gone.
    if (this.head > 64 && this.head * 2 > this.records.length) {
      this.records = this.records.slice(this.head);
      this.head = 0;
    }
    return !this.kept.take(oldest);
  }

  read(position: Position, maxRecords: number, maxBytes: number): KinesisRecord[] {
    const kept = this.keptFrom(position);
    if (kept.length > 0) return upTo(kept, 0, maxRecords, maxBytes);
    return upTo(this.records, this.indexOf(position), maxRecords, maxBytes);
  }

  /** The first record that a read from this position would return. */
  next(position: Position): KinesisRecord | undefined {
    return this.keptFrom(position)[0] ?? this.records[this.indexOf(position)];
  }

  private keptFrom(position: Position): KinesisRecord[] {
    if (position === "TRIM_HORIZON") return [];
    if (typeof position === "string") return this.kept.from(position, false);
    return "at" in position ? this.kept.from(position.at, true) : [];
  }

  private indexOf(position: Position): number {
    if (position === "TRIM_HORIZON") return this.head;
    if (typeof position === "string")
      return this.first((r) => compareSequences(r.sequenceNumber, position) > 0);
    if ("at" in position) return this.first((r) => compareSequences(r.sequenceNumber, position.at) >= 0);
    return this.first((r) => r.arrivalTime >= position.timestamp);
  }

  /** Binary search: index of the first held record for which `wanted` is true; it stays true after. */
  private first(wanted: (record: KinesisRecord) => boolean): number {
    let low = this.head;
    let high = this.records.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (wanted(this.records[middle]!)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function upTo(
  records: readonly KinesisRecord[],
  start: number,
  maxRecords: number,
  maxBytes: number,
): KinesisRecord[] {
  const end = Math.min(records.length, start + maxRecords);
  let bytes = 0;
  for (let index = start; index < end; index++) {
    bytes += records[index]!.data.length;
    if (bytes > maxBytes && index > start) return records.slice(start, index);
  }
  return records.slice(start, end);
}
