import { SHARD_BYTES_PER_SECOND } from "../../../../shared/limits.ts";

/** "Kinesis quotas": what a shard takes a second. */
const SHARD_RECORDS_PER_SECOND = 1000;

/** A shard's allowance, as a bucket that refills steadily and holds one second's worth. */
export class ShardAllowance {
  private records = SHARD_RECORDS_PER_SECOND;
  private bytes = SHARD_BYTES_PER_SECOND;
  private filledAt: number;

  constructor(now: number) {
    this.filledAt = now;
  }

  /** Takes one record's worth, or returns false and takes nothing. */
  take(bytes: number, now: number): boolean {
    const seconds = Math.max(0, now - this.filledAt) / 1000;
    this.filledAt = now;
    this.records = Math.min(SHARD_RECORDS_PER_SECOND, this.records + seconds * SHARD_RECORDS_PER_SECOND);
    this.bytes = Math.min(SHARD_BYTES_PER_SECOND, this.bytes + seconds * SHARD_BYTES_PER_SECOND);
    if (this.records < 1 || this.bytes < bytes) return false;
    this.records -= 1;
    this.bytes -= bytes;
    return true;
  }
}
