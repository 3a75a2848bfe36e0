import { compareSequences } from "./sequence.ts";

/** How far each consumer has come in each shard. */
export class Checkpoints {
  private readonly byConsumer = new Map<string, Map<string, string>>();

  /** Never goes back: a late call with an older sequence number changes nothing. */
  advance(consumer: string, shardId: string, sequence: string): void {
    let shards = this.byConsumer.get(consumer);
    if (shards === undefined) {
      shards = new Map();
      this.byConsumer.set(consumer, shards);
    }
    const before = shards.get(shardId);
    if (before === undefined || compareSequences(sequence, before) > 0) shards.set(shardId, sequence);
  }

  /** The sequence number up to which every consumer has come; "0" when one has not begun, or there is none. */
  passedByAll(shardId: string): string {
    let least: string | undefined;
    for (const shards of this.byConsumer.values()) {
      const sequence = shards.get(shardId) ?? "0";
      if (least === undefined || compareSequences(sequence, least) < 0) least = sequence;
    }
    return least ?? "0";
  }
}
