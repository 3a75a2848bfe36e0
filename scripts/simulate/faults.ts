import type { Random } from "../../functions/generate/random.ts";

interface Kind {
  what: string;
  /** Highest probability that a seed may give it, each time that it could strike. */
  most: number;
}

/** Everything that a seed may let go wrong. */
export const faultKinds = {
  throttle: { what: "a call to AWS is throttled", most: 0.12 },
  partial: { what: "single entries of a batch call are refused", most: 0.2 },
  timeout: { what: "a call is not answered and did nothing", most: 0.03 },
  "lost-answer": { what: "a call does its work and its answer is lost", most: 0.06 },
  slow: { what: "a call takes seconds", most: 0.03 },
  crash: { what: "an execution environment dies before or after an effect", most: 0.025 },
  "invoke-throttle": { what: "a function is not run for want of concurrency", most: 0.1 },
  "redis-outage": { what: "Redis is out of reach for seconds", most: 0.08 },
  "redis-loss": { what: "Redis fails over and loses its last writes", most: 0.06 },
  "redis-full": { what: "Redis has no memory left and refuses writes for seconds", most: 0.06 },
  "redis-eviction": { what: "Redis has no memory left and gives up a state", most: 0.06 },
  "look-ups": { what: "look-up tables are loaded anew while events are on their way", most: 0.3 },
  "model-busy": { what: "the model answers 429 or 5xx, or cannot be reached", most: 0.2 },
  "model-slow": { what: "the model answers too late", most: 0.03 },
  "model-wrong": { what: "the model's answer does not fit its request", most: 0.15 },
  "model-cut": { what: "the model's response arrives in part", most: 0.5 },
  "model-refuses": { what: "the model refuses an event whenever it is asked", most: 0.08 },
  reshard: { what: "a shard is split, or two are merged", most: 0.1 },
  restart: {
    what: "a poller dies, its invocation perhaps under way, and another goes on from the checkpoint",
    most: 0.05,
  },
  deploy: {
    what: "another version of enrichment is deployed, or the one before again; for a while both run",
    most: 0.15,
  },
  redeliver: { what: "the queue delivers a message again that is in work", most: 0.2 },
  duplicate: { what: "a producer sends records again", most: 0.15 },
  poison: { what: "a record holds no event", most: 0.08 },
  "snapshot-expired": { what: "the index does not hold a point in time any more", most: 0.1 },
  late: { what: "a document becomes visible after newer ones were read", most: 0.2 },
  foreign: { what: "a producer uses keys, forms and partitions of its own", most: 0.4 },
  skew: { what: "clocks of clients and of execution environments are wrong", most: 0.5 },
} as const satisfies Record<string, Kind>;

export type FaultKind = keyof typeof faultKinds;

export const faultNames = Object.keys(faultKinds) as FaultKind[];

export type Rates = Readonly<Partial<Record<FaultKind, number>>>;

/** Throws the dice for every fault that could strike, and counts those that do. */
export class FaultDice {
  readonly struck = new Map<FaultKind, number>();
  readonly #rates: Rates;
  readonly #random: Random;
  #over = false;

  constructor(rates: Rates, random: Random) {
    this.#rates = rates;
    this.#random = random;
  }

  /** From now on nothing goes wrong any more. */
  end(): void {
    this.#over = true;
  }

  get over(): boolean {
    return this.#over;
  }

  strikes(kind: FaultKind): boolean {
    const rate = this.#rates[kind];
    if (this.#over || rate === undefined || !this.#random.chance(rate)) return false;
    this.count(kind);
    return true;
  }

  /** Counts a fault that the scenario causes by itself. */
  count(kind: FaultKind): void {
    this.struck.set(kind, (this.struck.get(kind) ?? 0) + 1);
  }
}
