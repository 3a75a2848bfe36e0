import type { Position } from "../../../aws/contract.ts";
import type { TriggerStatus } from "../../types.ts";
import type { StreamEventSource } from "./event.ts";
import { type PollerPorts, pollShard, type ShardPoller } from "./poller.ts";
import type { MappingRules, StartingPosition, TriggerShard, TriggerStream } from "./types.ts";

export interface StreamMapping {
  /** Tells one mapping from another on the stream; also the name under which it checkpoints. */
  id: string;
  functionName: string;
  source: StreamEventSource;
  start: StartingPosition;
  rules: MappingRules;
}

export interface MappingPorts extends Pick<PollerPorts, "clock" | "random" | "invoke" | "draining"> {
  /** Missing without an on-failure destination: then what is given up is lost. */
  discard?: PollerPorts["discard"];
  log(text: string): void;
}

export interface RunningMapping {
  status(): TriggerStatus;
  caughtUp(): boolean;
  wake(): void;
  stop(): void;
}

/** Runs an event source mapping: one poller a shard, a shard only after its parents are read to their end. */
export function runStreamMapping(
  stream: TriggerStream,
  mapping: StreamMapping,
  ports: MappingPorts,
): RunningMapping {
  const pollers = new Map<string, ShardPoller>();
  const done = new Set<string>();
  const atStart = new Map(stream.shards.map((shard) => [shard.id, shard.lastSequence]));
  const totals = { invoked: 0, failed: 0, discarded: 0, dropped: 0 };

  const shardPorts = (shard: TriggerShard): PollerPorts => ({
    ...ports,
    async invoke(payload) {
      totals.invoked += 1;
      const answer = await ports.invoke(payload);
      if (answer.outcome.kind === "error") totals.failed += 1;
      return answer;
    },
    async discard(shardId, discard, requestId, event) {
      const { records, condition } = discard;
      ports.log(`${records.length} records of ${shardId} went past the function: ${condition}`);
      if (ports.discard === undefined) {
        totals.dropped += records.length;
        return;
      }
      // The destination gets no more than their place; whoever reads it fetches them from the stream.
      stream.keep(shardId, records);
      await ports.discard(shardId, discard, requestId, event);
      totals.discarded += records.length;
    },
    lost(shardId, count) {
      totals.dropped += count;
      ports.log(`${count} records of ${shardId} are lost: their key is not that of their aggregate`);
    },
    checkpoint: (shardId, sequence) => stream.checkpoint(mapping.id, shardId, sequence),
    finished() {
      done.add(shard.id);
      startReady();
    },
  });

  /** A child shard begins at its start; only the shards that were there first heed LATEST. */
  function positionIn(shard: TriggerShard): Position {
    if (mapping.start.at === "AT_TIMESTAMP") return { timestamp: mapping.start.time };
    if (mapping.start.at === "LATEST") return atStart.get(shard.id) ?? "TRIM_HORIZON";
    return "TRIM_HORIZON";
  }

  function startReady(): void {
    const known = new Set(stream.shards.map((shard) => shard.id));
    for (const shard of stream.shards) {
      const waits = shard.parents.some((parent) => known.has(parent) && !done.has(parent));
      if (waits || pollers.has(shard.id)) continue;
      pollers.set(
        shard.id,
        pollShard(shard, positionIn(shard), mapping.rules, mapping.source, shardPorts(shard)),
      );
    }
  }

  function wake(): void {
    startReady();
    for (const [id, poller] of pollers) if (!done.has(id)) poller.wake();
  }

  const active = () => [...pollers].filter(([id]) => !done.has(id)).map(([, poller]) => poller);

  startReady();
  const unsubscribe = stream.onChange(wake);
  return {
    wake,
    caughtUp: () => stream.shards.every((shard) => done.has(shard.id) || pollers.get(shard.id)?.caughtUp()),
    status() {
      const oldest = active()
        .map((poller) => poller.oldest())
        .filter((time) => time !== undefined);
      return {
        function: mapping.functionName,
        source: stream.name,
        kind: "kinesis",
        iteratorAge: oldest.length === 0 ? 0 : Math.max(0, ports.clock.now() - Math.min(...oldest)),
        inFlight: active().reduce((sum, poller) => sum + poller.inFlight(), 0),
        ...totals,
      };
    },
    stop() {
      unsubscribe();
      for (const poller of pollers.values()) poller.stop();
    },
  };
}
