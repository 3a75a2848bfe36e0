/** Persons that are remembered; beyond them those who were seen longest ago are forgotten, and the counts are too low. */
const MAX_PERSONS = 100_000;
const LONGEST_MS = 30 * 60_000;

/** Who was there of late, as the enriched stream tells. */
export class ActivePersons {
  /** When each was seen last, epoch ms; the one who was seen longest ago comes first. */
  readonly #seen = new Map<string, number>();

  onEvent(person: string, at: number): void {
    this.#seen.delete(person);
    this.#seen.set(person, at);
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
