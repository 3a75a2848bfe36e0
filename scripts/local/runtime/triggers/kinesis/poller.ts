import { crc32 } from "node:zlib";
import type { Position } from "../../../aws/contract.ts";
import type { RuntimeClock } from "../../clock.ts";
import type { Payload } from "../../lambda/payload.ts";
import { eventWriter, RECORDS_BYTES, type StreamEventSource } from "./event.ts";
import { takeApart } from "./fan-out.ts";
import { answered, arrive, emptyLane, type Lane, next, type Waiting } from "./lane.ts";
import { checkpointBelow, firstUnfinished } from "./progress.ts";
import type { Discard } from "./retry.ts";
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

const READ_RECORDS = 1_000;
const READ_BYTES = 4 * 1024 * 1024;
/** Records held for a shard: enough for its other lanes to go on while one is stuck. The bytes stay the stream's. */
const HELD_RECORDS = 20_000;

/** Reads one shard into its lanes and drives each: read, batch, invoke, settle, and so on. */
export function pollShard(
  shard: TriggerShard,
  start: Position,
  rules: MappingRules,
  source: StreamEventSource,
  ports: PollerPorts,
): ShardPoller {
  const { clock } = ports;
  const writer = eventWriter(shard.id, source);
  const lanes: Lane[] = Array.from({ length: rules.parallelization }, () => emptyLane);
  const busy = lanes.map(() => false);
  const givingUp = new Set<Discard>();
  let position = start;
  let lastRead: string | undefined;
  let held = 0;
  let scheduled = false;
  let stopped = false;
  let finished = false;
  let cancelTimer = () => {};

  const caughtUp = () => held === 0 && shard.read(position, 1, 1).length === 0;
  const atEnd = () => shard.closed && (shard.lastSequence === undefined || shard.lastSequence === lastRead);

  function wake(): void {
    if (scheduled || stopped) return;
    scheduled = true;
    queueMicrotask(() => {
      scheduled = false;
      pump();
    });
  }

  function pump(): void {
    if (stopped || finished) return;
    cancelTimer();
    fill();
    let due = Number.POSITIVE_INFINITY;
    for (let index = 0; index < lanes.length; index++) {
      if (!busy[index]) due = Math.min(due, advance(index));
    }
    if (due < Number.POSITIVE_INFINITY) cancelTimer = clock.after(Math.max(0, due - clock.now()), wake);
    if (shard.closed && caughtUp()) {
      finished = true;
      ports.finished();
    }
  }

  function fill(): void {
    while (held < HELD_RECORDS) {
      const records = shard.read(position, READ_RECORDS, READ_BYTES);
      const last = records.at(-1);
      if (!last) return;
      position = last.sequenceNumber;
      lastRead = last.sequenceNumber;
      deal(rules.fanOut ? records.flatMap(userRecords) : records);
    }
  }

  function userRecords(record: ShardRecord): readonly ShardRecord[] {
    const { records, lost } = takeApart(record);
    if (lost > 0) ports.lost(shard.id, lost);
    return records;
  }

  function deal(records: readonly ShardRecord[]): void {
    const now = clock.now();
    const dealt: Waiting[][] = lanes.map(() => []);
    for (const record of records) {
      const lane = lanes.length === 1 ? 0 : crc32(record.partitionKey) % lanes.length;
      dealt[lane]!.push({ record, bytes: writer.size(record), readAt: now });
    }
    held += records.length;
    dealt.forEach((waiting, index) => {
      if (waiting.length > 0) lanes[index] = arrive(lanes[index]!, waiting);
    });
  }

  /** Takes the lane's next step; returns when it wants to be looked at again, epoch ms. */
  function advance(index: number): number {
    const limits = { payload: RECORDS_BYTES };
    const { lane, step } = next(lanes[index]!, rules, limits, clock.now(), atEnd() || ports.draining());
    lanes[index] = lane;
    if (step.do === "wait") return step.until;
    if (step.do === "invoke") inWork(index, run(index, step.piece.records));
    if (step.do === "discard") inWork(index, giveUp(step.discard, ""));
    return Number.POSITIVE_INFINITY;
  }

  function inWork(index: number, work: Promise<void>): void {
    busy[index] = true;
    void work.then(() => {
      busy[index] = false;
      checkpoint();
      wake();
    });
  }

  async function run(index: number, records: readonly ShardRecord[]): Promise<void> {
    const { outcome, requestId } = await ports.invoke(writer.event(records));
    const result = answered(lanes[index]!, outcome, rules, clock.now(), ports.random());
    // Records may have arrived in the lane meanwhile, so the result is built on the lane as it is now.
    lanes[index] = result.lane;
    finish(result.done);
    if (result.discard) await giveUp(result.discard, requestId);
  }

  /** Until the destination has them they are unfinished, whatever the other lanes have finished meanwhile. */
  async function giveUp(discard: Discard, requestId: string): Promise<void> {
    givingUp.add(discard);
    await ports.discard(shard.id, discard, requestId, () => writer.event(discard.records));
    givingUp.delete(discard);
    finish(discard.records);
  }

  function finish(records: readonly ShardRecord[]): void {
    held -= records.length;
  }

  function checkpoint(): void {
    const below = checkpointBelow(firstUnfinished(lanes, givingUp));
    if (below !== undefined) ports.checkpoint(shard.id, below);
    else if (lastRead !== undefined && held === 0) ports.checkpoint(shard.id, lastRead);
  }

  function oldest(): number | undefined {
    const unread = shard.read(position, 1, 1);
    const times = [...unread, ...firstUnfinished(lanes, givingUp)].map(({ arrivalTime }) => arrivalTime);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  wake();
  return {
    wake,
    inFlight: () => held,
    oldest,
    caughtUp,
    stop() {
      stopped = true;
      cancelTimer();
    },
  };
}
