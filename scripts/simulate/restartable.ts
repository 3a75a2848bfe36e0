import type { KinesisStream, Position } from "../local/aws/contract.ts";
import { compareSequences } from "../local/aws/kinesis/sequence.ts";

/**
 * The stream for a mapping that continues an earlier one: reading "from the beginning" begins after the last
 * checkpoint of the shard.
 */
export class Restartable {
  readonly #stream: KinesisStream;
  readonly #checkpoints = new Map<string, string>();

  constructor(stream: KinesisStream) {
    this.#stream = stream;
  }

  view(): KinesisStream {
    const stream = this.#stream;
    const checkpoints = this.#checkpoints;
    const begun = new Map(checkpoints);
    const from = (shardId: string, position: Position): Position =>
      position === "TRIM_HORIZON" ? (begun.get(shardId) ?? position) : position;
    return {
      name: stream.name,
      arn: stream.arn,
      get heldBytes() {
        return stream.heldBytes;
      },
      get shards() {
        return stream.shards.map((shard) => ({
          id: shard.id,
          parents: shard.parents,
          startingHashKey: shard.startingHashKey,
          endingHashKey: shard.endingHashKey,
          get closed() {
            return shard.closed;
          },
          get lastSequence() {
            return shard.lastSequence;
          },
          read: (position: Position, maxRecords: number, maxBytes: number) =>
            shard.read(from(shard.id, position), maxRecords, maxBytes),
        }));
      },
      shard: (id) => stream.shard(id),
      put: (records) => stream.put(records),
      changed: () => stream.changed(),
      onChange: (listener) => stream.onChange(listener),
      keep: (shardId, records) => stream.keep(shardId, records),
      checkpoint(_consumer, shardId, sequence) {
        const before = checkpoints.get(shardId);
        if (before === undefined || compareSequences(sequence, before) > 0)
          checkpoints.set(shardId, sequence);
      },
    };
  }
}
