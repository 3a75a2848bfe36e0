import type { Random } from "../../functions/generate/random.ts";
import type { FaultDice } from "./faults.ts";

/** A version of a function's code: the one that is being released, or the one that was deployed before. */
export type Version = "before" | "present";

const LONGEST_MS = 15_000;

/** Deployments, forward and back. While one is under way, an invocation may run either version. */
export class Rollout {
  readonly #random: Random;
  readonly #faults: FaultDice;
  readonly #now: () => number;
  #version: Version;
  #underWayUntil = 0;

  /** @param version that is deployed at the beginning */
  constructor(version: Version, random: Random, faults: FaultDice, now: () => number) {
    this.#version = version;
    this.#random = random;
    this.#faults = faults;
    this.#now = now;
  }

  /** For some seconds, both versions run. */
  deploy(): void {
    this.#version = this.#version === "present" ? "before" : "present";
    this.#underWayUntil = this.#now() + this.#random.between(1, LONGEST_MS);
  }

  /** The version that the next invocation runs; at the end it is the present one. */
  next(): Version {
    if (this.#faults.over) return "present";
    if (this.#now() >= this.#underWayUntil) return this.#version;
    return this.#random.chance(0.5) ? "present" : "before";
  }
}
