import type { KinesisRecord } from "../contract.ts";
import { compareSequences } from "./sequence.ts";

/** Records that somebody still has to fetch by their sequence numbers, though every consumer has passed them. */
export class KeptRecords {
  /** Sequence number → epoch ms until which it is kept, the soonest first. */
  private readonly wanted = new Map<string, number>();
  /** Those that the shard itself holds no longer, oldest first. */
  private trimmed: KinesisRecord[] = [];

  want(sequences: Iterable<string>, until: number): void {
    for (const sequence of sequences) {
      this.wanted.delete(sequence);
      this.wanted.set(sequence, until);
    }
  }

  /** Takes over a record that the shard trims; false when nobody wants it. */
  take(record: KinesisRecord): boolean {
    if (!this.wanted.has(record.sequenceNumber)) return false;
    this.trimmed.push(record);
    return true;
  }

  /** Those from a sequence number on, or behind it. */
  from(sequence: string, inclusive: boolean): KinesisRecord[] {
    if (this.trimmed.length === 0) return this.trimmed;
    return this.trimmed.filter((record) => {
      const order = compareSequences(record.sequenceNumber, sequence);
      return inclusive ? order >= 0 : order > 0;
    });
  }

  /** Lets go of what is kept no longer; returns the records that are gone by it. */
  release(now: number): KinesisRecord[] {
    let expired = false;
    for (const [sequence, until] of this.wanted) {
      if (until > now) break;
      this.wanted.delete(sequence);
      expired = true;
    }
    if (!expired) return [];
    const gone = this.trimmed.filter((record) => !this.wanted.has(record.sequenceNumber));
    this.trimmed = this.trimmed.filter((record) => this.wanted.has(record.sequenceNumber));
    return gone;
  }
}
