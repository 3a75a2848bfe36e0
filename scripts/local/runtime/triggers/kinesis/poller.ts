import { crc32 } from "node:zlib";
import type { Position } from "../../../aws/contract.ts";
import type { RuntimeClock } from "../../clock.ts";
import type { Payload } from "../../lambda/payload.ts";
import { eventWriter, RECORDS_BYTES, type StreamEventSource } from "./event.ts";
import { takeApart } from "./fan-out.ts";
import { answered, arrive, emptyLane, type Lane, next, type Waiting } from "./lane.ts";
import { checkpointBelow, firstUnfinished } from "./progress.ts";
import type { Discard } from "./retry.ts";
import { ShardReader } from "./shard-reader.ts";
import type { InvocationOutcome, MappingRules, ShardRecord, TriggerShard } from "./types.ts";

export interface PollerPorts {
  clock: RuntimeClock;
  /** In [0, 1). */
  random(): number;
  /** Runs the function. Never rejects. */
  invoke(payload: Payload): Promise<{ outcome: InvocationOutcome; requestId: string }>;
  /** Hands records over to the on-failure destination; resolves once they are there. Never rejects. */
  discard(shardId: string, discard: Discard, requestId: string, event: () => Payload): Promise<void>;
  /** User records of an aggregate that nobody will ever see. */
  lost(shardId: string, count: number): void;
  /** True while nothing more is expected, so that no batch waits for its window. */
  draining(): boolean;
  /** Everything up to and including this record is finished. */
  checkpoint(shardId: string, sequenceNumber: string): void;
  /** The closed shard is read to its end and nothing of it is in work. */
  finished(): void;
}

export interface ShardPoller {
  /** Looks again: records came, or the mood changed. */
  wake(): void;
  /** Records taken and not finished. */
  inFlight(): number;
  /** Arrival of the oldest record not finished, epoch ms; undefined when there is none. */
  oldest(): number | undefined;
  caughtUp(): boolean;
  stop(): void;
}

/** Records held for a shard: enough for its other lanes to go on while one is stuck. The bytes stay the stream's. */
const HELD_RECORDS = 20_000;
const LIMITS = { payload: RECORDS_BYTES };

/** Reads one shard into its lanes and drives each: read, batch, invoke, settle, and so on. */
export function pollShard(
  shard: TriggerShard,
  start: Position,
  rules: MappingRules,
  source: StreamEventSource,
  ports: PollerPorts,
): ShardPoller {
  const poller = new LanesPoller(shard.id, new ShardReader(shard, start), rules, source, ports);
  poller.wake();
  return poller;
}

class LanesPoller implements ShardPoller {
  readonly #shardId: string;
  readonly #reader: ShardReader;
  readonly #rules: MappingRules;
  readonly #ports: PollerPorts;
  readonly #writer: ReturnType<typeof eventWriter>;
  readonly #lanes: Lane[];
  readonly #busy: boolean[];
  readonly #givingUp = new Set<Discard>();
  #held = 0;
  #scheduled = false;
  #stopped = false;
  #finished = false;
  #cancelTimer = () => {};

  constructor(
    shardId: string,
    reader: ShardReader,
    rules: MappingRules,
    source: StreamEventSource,
    ports: PollerPorts,
  ) {
    this.#shardId = shardId;
    this.#reader = reader;
    this.#rules = rules;
    this.#ports = ports;
    this.#writer = eventWriter(shardId, source);
    this.#lanes = Array.from({ length: rules.parallelization }, () => emptyLane);
    this.#busy = this.#lanes.map(() => false);
  }

  inFlight(): number {
    return this.#held;
  }

  oldest(): number | undefined {
    const waiting = [this.#reader.peek(), ...firstUnfinished(this.#lanes, this.#givingUp)];
    const times = waiting.flatMap((record) => (record === undefined ? [] : [record.arrivalTime]));
    return times.length === 0 ? undefined : Math.min(...times);
  }

  caughtUp(): boolean {
    return this.#held === 0 && this.#reader.peek() === undefined;
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTimer();
  }

  wake(): void {
    if (this.#scheduled || this.#stopped) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#stopped || this.#finished) return;
    this.#cancelTimer();
    this.#fill();
    this.#advanceAll();
    if (!this.#reader.closed || !this.caughtUp()) return;
    this.#finished = true;
    this.#ports.finished();
  }

  #fill(): void {
    while (this.#held < HELD_RECORDS) {
      const records = this.#reader.next();
      if (records.length === 0) return;
      this.#deal(this.#rules.fanOut ? records.flatMap((record) => this.#userRecords(record)) : records);
    }
  }

  #userRecords(record: ShardRecord): readonly ShardRecord[] {
    const { records, lost } = takeApart(record);
    if (lost > 0) this.#ports.lost(this.#shardId, lost);
    return records;
  }

  #deal(records: readonly ShardRecord[]): void {
    const readAt = this.#ports.clock.now();
    const lanes = this.#lanes;
    const dealt: Waiting[][] = lanes.map(() => []);
    for (const record of records) {
      const lane = lanes.length === 1 ? 0 : crc32(record.partitionKey) % lanes.length;
      dealt[lane]!.push({ record, bytes: this.#writer.size(record), readAt });
    }
    this.#held += records.length;
    dealt.forEach((waiting, index) => {
      if (waiting.length > 0) lanes[index] = arrive(lanes[index]!, waiting);
    });
  }

  /** Lets every lane that has nothing in work take its next step, and looks again when the first of them wants to. */
  #advanceAll(): void {
    const { clock } = this.#ports;
    let due = Number.POSITIVE_INFINITY;
    for (let index = 0; index < this.#lanes.length; index++) {
      if (!this.#busy[index]) due = Math.min(due, this.#advance(index));
    }
    if (due < Number.POSITIVE_INFINITY)
      this.#cancelTimer = clock.after(Math.max(0, due - clock.now()), () => this.wake());
  }

  /** Takes the lane's next step; returns when it wants to be looked at again, epoch ms. */
  #advance(index: number): number {
    // Nothing more is read, or not until some of what is held is done: a batch that waited would wait for its window alone.
    const isLast = this.#reader.atEnd || this.#ports.draining() || this.#held >= HELD_RECORDS;
    const { lane, step } = next(this.#lanes[index]!, this.#rules, LIMITS, this.#ports.clock.now(), isLast);
    this.#lanes[index] = lane;
    if (step.do === "wait") return step.until;
    if (step.do === "invoke") this.#inWork(index, this.#run(index, step.piece.records));
    if (step.do === "discard") this.#inWork(index, this.#giveUp(step.discard, ""));
    return Number.POSITIVE_INFINITY;
  }

  #inWork(index: number, work: Promise<void>): void {
    this.#busy[index] = true;
    void work.then(() => {
      this.#busy[index] = false;
      this.#checkpoint();
      this.wake();
    });
  }

  async #run(index: number, records: readonly ShardRecord[]): Promise<void> {
    const ports = this.#ports;
    const { outcome, requestId } = await ports.invoke(this.#writer.event(records));
    // Records may have arrived in the lane meanwhile, so the result is built on the lane as it is now.
    const result = answered(this.#lanes[index]!, outcome, this.#rules, ports.clock.now(), ports.random());
    this.#lanes[index] = result.lane;
    this.#held -= result.done.length;
    if (result.discard) await this.#giveUp(result.discard, requestId);
  }

  /** Until the destination has them they are unfinished, whatever the other lanes have finished meanwhile. */
  async #giveUp(discard: Discard, requestId: string): Promise<void> {
    this.#givingUp.add(discard);
    await this.#ports.discard(this.#shardId, discard, requestId, () => this.#writer.event(discard.records));
    this.#givingUp.delete(discard);
    this.#held -= discard.records.length;
  }

  #checkpoint(): void {
    const { lastRead } = this.#reader;
    const below = checkpointBelow(firstUnfinished(this.#lanes, this.#givingUp));
    if (below !== undefined) this.#ports.checkpoint(this.#shardId, below);
    else if (lastRead !== undefined && this.#held === 0) this.#ports.checkpoint(this.#shardId, lastRead);
  }
}
