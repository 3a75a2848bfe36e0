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
  const running = new ShardPollers(stream, mapping, ports);
  running.start();
  return running;
}

class ShardPollers implements RunningMapping {
  readonly #stream: TriggerStream;
  readonly #mapping: StreamMapping;
  readonly #ports: MappingPorts;
  readonly #pollers = new Map<string, ShardPoller>();
  readonly #done = new Set<string>();
  /** The last records of the shards that were there first. */
  readonly #atStart: ReadonlyMap<string, string | undefined>;
  readonly #totals = { invoked: 0, failed: 0, discarded: 0, dropped: 0 };
  #unsubscribe = () => {};

  constructor(stream: TriggerStream, mapping: StreamMapping, ports: MappingPorts) {
    this.#stream = stream;
    this.#mapping = mapping;
    this.#ports = ports;
    this.#atStart = new Map(stream.shards.map((shard) => [shard.id, shard.lastSequence]));
  }

  start(): void {
    this.#startReady();
    this.#unsubscribe = this.#stream.onChange(() => this.wake());
  }

  wake(): void {
    this.#startReady();
    for (const poller of this.#active()) poller.wake();
  }

  caughtUp(): boolean {
    return this.#stream.shards.every(
      ({ id }) => this.#done.has(id) || this.#pollers.get(id)?.caughtUp() === true,
    );
  }

  status(): TriggerStatus {
    const active = this.#active();
    const oldest = active.map((poller) => poller.oldest()).filter((time) => time !== undefined);
    return {
      function: this.#mapping.functionName,
      source: this.#stream.name,
      kind: "kinesis",
      iteratorAge: oldest.length === 0 ? 0 : Math.max(0, this.#ports.clock.now() - Math.min(...oldest)),
      inFlight: active.reduce((sum, poller) => sum + poller.inFlight(), 0),
      ...this.#totals,
    };
  }

  stop(): void {
    this.#unsubscribe();
    for (const poller of this.#pollers.values()) poller.stop();
  }

  #active(): ShardPoller[] {
    return [...this.#pollers].filter(([id]) => !this.#done.has(id)).map(([, poller]) => poller);
  }

  #startReady(): void {
    const known = new Set(this.#stream.shards.map((shard) => shard.id));
    for (const shard of this.#stream.shards) {
      const waits = shard.parents.some((parent) => known.has(parent) && !this.#done.has(parent));
      if (!waits && !this.#pollers.has(shard.id)) this.#pollers.set(shard.id, this.#poll(shard));
    }
  }

  #poll(shard: TriggerShard): ShardPoller {
    const { rules, source } = this.#mapping;
    return pollShard(shard, this.#positionIn(shard), rules, source, this.#portsOf(shard));
  }

  /** A child shard begins at its start; only the shards that were there first heed LATEST. */
  #positionIn(shard: TriggerShard): Position {
    const { start } = this.#mapping;
    if (start.at === "AT_TIMESTAMP") return { timestamp: start.time };
    if (start.at === "LATEST") return this.#atStart.get(shard.id) ?? "TRIM_HORIZON";
    return "TRIM_HORIZON";
  }

  #portsOf(shard: TriggerShard): PollerPorts {
    return {
      ...this.#ports,
      invoke: (payload) => this.#invoke(payload),
      discard: (shardId, discard, requestId, event) => this.#discard(shardId, discard, requestId, event),
      lost: (shardId, count) => this.#lost(shardId, count),
      checkpoint: (shardId, sequence) => this.#stream.checkpoint(this.#mapping.id, shardId, sequence),
      finished: () => {
        this.#done.add(shard.id);
        this.#startReady();
      },
    };
  }

  async #invoke(payload: Parameters<PollerPorts["invoke"]>[0]): ReturnType<PollerPorts["invoke"]> {
    this.#totals.invoked += 1;
    const invoked = await this.#ports.invoke(payload);
    if (invoked.outcome.kind === "error") this.#totals.failed += 1;
    return invoked;
  }

  async #discard(...[shardId, discard, requestId, event]: Parameters<PollerPorts["discard"]>): Promise<void> {
    const { records, condition } = discard;
    this.#ports.log(`${records.length} records of ${shardId} went past the function: ${condition}`);
    if (this.#ports.discard === undefined) {
      this.#totals.dropped += records.length;
      return;
    }
    // The destination gets no more than their place; whoever reads it fetches them from the stream.
    this.#stream.keep(shardId, records);
    await this.#ports.discard(shardId, discard, requestId, event);
    this.#totals.discarded += records.length;
  }

  #lost(shardId: string, count: number): void {
    this.#totals.dropped += count;
    this.#ports.log(`${count} records of ${shardId} are lost: their key is not that of their aggregate`);
  }
}
