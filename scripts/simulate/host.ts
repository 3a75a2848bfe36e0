import type { Random } from "../../functions/generate/random.ts";
import type { Pace } from "../../shared/aws/pace.ts";
import type { TimeAndChance as ScoringClock } from "../../shared/scoring/ports.ts";
import type { SimulatedTime } from "./time.ts";

/**
 * A dead environment waits for ever. Each wait has its own promise: one shared promise would keep everything that
 * ever waited for it in memory, and so every simulated world.
 */
const never = (): Promise<never> => new Promise(() => {});

/** An execution environment. Its clock may be wrong, and it can die at any effect. */
export class Host {
  alive = true;
  /** Epoch ms by its own clock: when the invocation under way has to be done. */
  deadline = Number.POSITIVE_INFINITY;
  onDeath: () => void = () => {};
  readonly #time: SimulatedTime;
  readonly #random: Random;
  readonly #skew: number;

  constructor(time: SimulatedTime, random: Random, skew: number) {
    this.#time = time;
    this.#random = random;
    this.#skew = skew;
  }

  now = (): number => this.#time.now() + this.#skew;

  random = (): number => this.#random.next();

  /** Sleeps as its code does; a dead environment does not wake up. */
  sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    await this.#time.sleep(ms, signal);
    if (!this.alive) await never();
  };

  die(): Promise<never> {
    this.alive = false;
    this.onDeath();
    return never();
  }

  get pace(): Pace & ScoringClock {
    return { now: this.now, random: this.random, sleep: this.sleep };
  }
}
