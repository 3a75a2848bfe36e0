import type { Position } from "../../../aws/contract.ts";
import type { ShardRecord, TriggerShard } from "./types.ts";

const READ_RECORDS = 1_000;
const READ_BYTES = 4 * 1024 * 1024;

/** Reads a shard from a position on, and knows how far it came. */
export class ShardReader {
  readonly #shard: TriggerShard;
  #position: Position;
  /** Sequence number of the last record that was read. */
  lastRead: string | undefined;

  constructor(shard: TriggerShard, start: Position) {
    this.#shard = shard;
    this.#position = start;
  }

  get closed(): boolean {
    return this.#shard.closed;
  }

  /** Whether the shard is closed and its last record was read. */
  get atEnd(): boolean {
    const { closed, lastSequence } = this.#shard;
    return closed && (lastSequence === undefined || lastSequence === this.lastRead);
  }

  /** The records that come next, as many as one read gives; none while there are no others. */
  next(): readonly ShardRecord[] {
    const records = this.#shard.read(this.#position, READ_RECORDS, READ_BYTES);
    const last = records.at(-1);
    if (last !== undefined) this.#position = this.lastRead = last.sequenceNumber;
    return records;
  }

  /** The record that `next` would begin with. */
  peek(): ShardRecord | undefined {
    return this.#shard.read(this.#position, 1, 1)[0];
  }
}
