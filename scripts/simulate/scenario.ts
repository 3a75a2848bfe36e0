import { Random } from "../../functions/generate/random.ts";
import type { Compression } from "../../shared/pack/compression.ts";
import type { StateCompression } from "../../shared/redis/state/form.ts";
import { choices } from "../../shared/settings/choices.ts";
import { type FaultKind, faultKinds, faultNames, type Rates } from "./faults.ts";

/** Everything that follows from a seed before the simulation begins. Times in ms. */
export interface Scenario {
  seed: number;
  events: number;
  /** Time over which the events come. */
  span: number;
  users: number;
  /** One user has most of the events: more of one batch than are remembered of earlier ones. */
  hot: boolean;
  /** Users have more events than their states remember, so that what comes again may be forgotten. */
  forgetful: boolean;
  lanes: number;
  shards: number;
  packBytes: number;
  /** Of packs on the raw stream, and on the enriched one. */
  compression: Compression;
  enrichedCompression: Compression;
  stateCompression: StateCompression;
  clusteredRedis: boolean;
  outage: "wait" | "degrade";
  scoring: "stream" | "inline";
  /**
   * Whether steps of one's own are in force; a deployment then is of a setting, which takes them away and brings them
   * back.
   */
  customSteps: boolean;
  trigger: {
    batchSize: number;
    batchingWindow: number;
    parallelization: number;
    bisect: boolean;
    maximumRetries: number;
    maximumAge: number;
  };
  session: { idleMs: number; capMs: number };
  /** Where a trigger sends a batch that it gives up: its position to the queue, or the batch itself to a bucket. */
  onFailure: "queue" | "bucket";
  rates: Rates;
}

export interface ScenarioOptions {
  events: number;
  /** Only these faults; all when undefined. */
  faults?: readonly FaultKind[];
}

const MINUTE = 60_000;

export function scenarioOf(seed: number, { events, faults = faultNames }: ScenarioOptions): Scenario {
  const random = new Random(`scenario ${seed}`);
  const hot = random.chance(0.15);
  const rates = ratesOf(random, seed, faults);
  if (hot) heat(rates, faults);
  const forgetful = !hot && new Random(`forgetful ${seed}`).chance(0.2);
  if (forgetful && faults.includes("duplicate")) rates.duplicate = 0.15;
  return {
    seed,
    events,
    span: hot ? random.between(20, 60) * 1_000 : random.between(60, 240) * 1_000,
    users: Math.max(2, Math.ceil(events / (random.between(8, 24) * (forgetful ? 4 : 1)))),
    hot,
    forgetful,
    lanes: random.pick([1, 4, 16, 256]),
    shards: random.between(1, 4),
    packBytes: random.pick([1_000, 4_000, 128 * 1024]),
    compression: random.pick(["none", "none", "none", "gzip", "zstd"] as const),
    // With dice of its own, as those of deployments.
    enrichedCompression: new Random(`enriched compression ${seed}`).pick(choices.compression),
    stateCompression: new Random(`state compression ${seed}`).pick(choices.stateCompression),
    clusteredRedis: random.chance(0.5),
    outage: random.chance(0.2) ? "degrade" : "wait",
    scoring: random.chance(0.25) ? "inline" : "stream",
    // With dice of their own, too.
    customSteps: new Random(`custom steps ${seed}`).chance(0.3),
    trigger: {
      batchSize: hot ? 200 : random.pick([2, 10, 50, 200]),
      batchingWindow: random.pick([0, 0, 500, 3_000]),
      parallelization: hot ? 1 : random.pick([1, 2, 4]),
      bisect: random.chance(0.7),
      maximumRetries: random.pick([-1, 10_000, 10_000, 2]),
      maximumAge: random.pick([-1, 6 * 60 * MINUTE, 6 * 60 * MINUTE, MINUTE]),
    },
    session: { idleMs: random.between(15, 60) * 1_000, capMs: random.between(90, 240) * 1_000 },
    onFailure: random.chance(0.4) ? "bucket" : "queue",
    rates,
  };
}

/** Newer faults have their own random numbers, so that a seed is otherwise the same as without them. */
const APART: ReadonlyMap<FaultKind, string> = new Map([
  ["deploy", "deployments"],
  ["redis-full", "redis-full"],
  ["redis-eviction", "redis-eviction"],
  ["model-cut", "cuts"],
  ["snapshot-expired", "snapshots"],
]);

/** Each fault is absent from about half of the seeds, so that faults occur alone and in every combination. */
function ratesOf(
  random: Random,
  seed: number,
  faults: readonly FaultKind[],
): Partial<Record<FaultKind, number>> {
  const rates: Partial<Record<FaultKind, number>> = {};
  for (const kind of faultNames) {
    const apart = APART.get(kind);
    const dice = apart === undefined ? random : new Random(`${apart} ${seed}`);
    const rate = dice.chance(0.55) ? faultKinds[kind].most * dice.next() : 0;
    if (rate > 0 && faults.includes(kind)) rates[kind] = rate;
  }
  return rates;
}

/**
 * Batches with more events of a user than its state remembers, cut differently at each delivery. Events that a
 * producer sends again much later would no longer be remembered, and so are left out.
 */
function heat(rates: Partial<Record<FaultKind, number>>, faults: readonly FaultKind[]): void {
  delete rates.duplicate;
  if (faults.includes("restart")) rates.restart = 0.5;
  if (faults.includes("crash")) rates.crash = 0.06;
}
