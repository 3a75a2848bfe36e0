/** Persons that are remembered, half of them at least; beyond them those seen longest ago are forgotten: counts are too low. */
const MAX_PERSONS = 100_000;
const LONGEST_MS = 30 * 60_000;

/**
 * Who was there of late, by the times of the events: a file of last year brings nobody here, and the past weeks of a first
 * run only whoever was there just before it.
 */
export class ActivePersons {
  /**
   * When each was there last, epoch ms. Whoever is seen is in the young ones, and at times these become the old ones, whose
   * place they take: to take persons out of a map one by one leaves holes that each look at its first has to pass.
   */
  #young = new Map<string, number>();
  #old = new Map<string, number>();
  #since = 0;

  /**
   * @param time of the event, epoch ms
   * @param now when it came
   */
  onEvent(person: string, time: number, now: number): void {
    if (!(now - time <= LONGEST_MS)) return;
    if (this.#young.size >= MAX_PERSONS / 2 || now - this.#since > LONGEST_MS) this.#age(now);
    const last = this.#young.get(person) ?? this.#old.get(person) ?? time;
    this.#young.set(person, Math.max(time, last));
  }

  #age(now: number): void {
    this.#old = this.#young;
    this.#young = new Map();
    this.#since = now;
  }

  /** Persons with an event in the last `ms`, half an hour at most. */
  within(ms: number, now: number): number {
    let count = 0;
    for (const at of this.#young.values()) if (now - at <= ms) count += 1;
    for (const [person, at] of this.#old) if (now - at <= ms && !this.#young.has(person)) count += 1;
    return count;
  }
}
