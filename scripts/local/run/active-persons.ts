/** Persons that are remembered; beyond them those who were seen longest ago are forgotten, and the counts are too low. */
const MAX_PERSONS = 100_000;
const LONGEST_MS = 30 * 60_000;

/**
 * Who was there of late, by the times of the events: a file of last year brings nobody here, and the past weeks of a first
 * run only whoever was there just before it.
 */
export class ActivePersons {
  /** When each was there last, epoch ms; whose event came longest ago is first. */
  readonly #seen = new Map<string, number>();

  /**
   * @param time of the event, epoch ms
   * @param now when it came
   */
  onEvent(person: string, time: number, now: number): void {
    if (!(now - time <= LONGEST_MS)) return;
    const last = Math.max(time, this.#seen.get(person) ?? time);
    this.#seen.delete(person);
    this.#seen.set(person, last);
    if (this.#seen.size > MAX_PERSONS) this.#seen.delete(this.#seen.keys().next().value!);
  }

  /** Persons with an event in the last `ms`, half an hour at most. */
  within(ms: number, now: number): number {
    for (const [person, at] of this.#seen) {
      if (now - at <= LONGEST_MS) break;
      this.#seen.delete(person);
    }
    let count = 0;
    for (const at of this.#seen.values()) if (now - at <= ms) count += 1;
    return count;
  }
}
