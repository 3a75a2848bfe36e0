import type { Position } from "../../../../scripts/local/aws/contract.ts";
import type {
  ShardRecord,
  TriggerShard,
  TriggerStream,
} from "../../../../scripts/local/runtime/triggers/kinesis/types.ts";

export interface FakeShard extends TriggerShard {
  closed: boolean;
  records: ShardRecord[];
}

/** A stream in a few lines: shards of arrays. Sequence numbers cross a power of ten, so that order as text is wrong. */
export function fakeStream(...shards: FakeShard[]) {
  const listeners = new Set<() => void>();
  const checkpoints: Record<string, string> = {};
  const keeps: Record<string, string[]> = {};
  const stream: TriggerStream & { shards: FakeShard[] } = {
    name: "raw",
    arn: "arn:aws:kinesis:eu-west-1:000000000000:stream/raw",
    shards,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    keep: (shardId, kept) => {
      keeps[shardId] = [...(keeps[shardId] ?? []), ...kept.map(({ sequenceNumber }) => sequenceNumber)];
    },
    checkpoint: (_consumer, shardId, sequence) => {
      checkpoints[shardId] = sequence;
    },
  };
  const changed = () => {
    for (const listener of listeners) listener();
  };
  return { stream, changed, checkpoints, keeps };
}

export function fakeShard(id: string, parents: string[] = []): FakeShard {
  const records: ShardRecord[] = [];
  return {
    id,
    parents,
    closed: false,
    records,
    get lastSequence() {
      return records.at(-1)?.sequenceNumber;
    },
    read(position: Position, maxRecords: number, maxBytes: number) {
      const found = records.filter((record) => isAfter(record, position)).slice(0, maxRecords);
      let bytes = 0;
      const over = found.findIndex(({ data }, index) => {
        bytes += data.length;
        return index > 0 && bytes > maxBytes;
      });
      return over < 0 ? found : found.slice(0, over);
    },
  };
}

function isAfter(record: ShardRecord, position: Position): boolean {
  if (position === "TRIM_HORIZON") return true;
  if (typeof position === "string") return BigInt(record.sequenceNumber) > BigInt(position);
  return "at" in position
    ? BigInt(record.sequenceNumber) >= BigInt(position.at)
    : record.arrivalTime >= position.timestamp;
}

export const record = (index: number, more: Partial<ShardRecord> = {}): ShardRecord => ({
  sequenceNumber: String(95 + index),
  partitionKey: "k",
  arrivalTime: 1_000_000,
  data: Buffer.from(`r${index}`),
  ...more,
});

export const records = (
  count: number,
  more: (index: number) => Partial<ShardRecord> = () => ({}),
): ShardRecord[] => Array.from({ length: count }, (_, index) => record(index, more(index)));
