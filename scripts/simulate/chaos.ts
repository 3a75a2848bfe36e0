import { Random } from "../../functions/generate/random.ts";
import { mergeShards, splitShard } from "../local/aws/kinesis/manage.ts";
import { streamNames } from "./names.ts";
import { callOf } from "./services/kinesis.ts";
import type { SimulatedStack } from "./stack.ts";
import type { SimulatedWorld } from "./world.ts";

const TICK_MS = 3_000;
const MAX_SHARDS = 12;

/** Disturbs the stack from outside, now and then, until faults end. */
export function startChaos(world: SimulatedWorld, stack: SimulatedStack): void {
  const { time, faults, redis } = world;
  const random = new Random(`chaos ${world.scenario.seed}`);
  time.after(TICK_MS, tick);

  function tick(): void {
    if (faults.over) return;
    if (faults.strikes("redis-outage")) redis.goDown(random.between(500, 20_000));
    if (faults.strikes("redis-loss")) redis.failOver(random.between(50, 1_500), random.between(0, 4_000));
    if (faults.strikes("redis-full")) redis.fillUp(random.between(500, 20_000));
    if (faults.strikes("redis-eviction")) redis.evict((users) => random.pick(users));
    if (faults.strikes("look-ups")) world.loadLookUps();
    if (faults.strikes("reshard")) reshard(random.pick([streamNames.raw, streamNames.enriched]));
    if (faults.strikes("deploy")) world.rollout.deploy();
    if (faults.strikes("restart")) stack.restart(random.pick(stack.consumers));
    time.after(TICK_MS, tick);
  }

  function reshard(name: string): void {
    const stream = world.kinesis.stream(name);
    const open = stream.openShards.toSorted((a, b) => (a.startingHashKey < b.startingHashKey ? -1 : 1));
    if (stream.shards.length >= MAX_SHARDS) return;
    const at = random.below(open.length);
    const shard = open[at]!;
    const next = open[at + 1];
    if (next !== undefined && random.chance(0.4)) {
      const input = { StreamName: name, ShardToMerge: shard.id, AdjacentShardToMerge: next.id };
      mergeShards(world.kinesis, callOf(input));
    } else if (shard.endingHashKey - shard.startingHashKey > 2n) {
      const middle = (shard.startingHashKey + shard.endingHashKey) / 2n;
      const input = { StreamName: name, ShardToSplit: shard.id, NewStartingHashKey: String(middle) };
      splitShard(world.kinesis, callOf(input));
    }
  }
}
