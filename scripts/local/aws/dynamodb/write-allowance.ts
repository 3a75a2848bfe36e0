/** "Burst capacity", Amazon DynamoDB developer guide: unused capacity of so long is kept. */
const KEPT_SECONDS = 300;
/** "Read/write capacity", same guide: a write of up to so many bytes is one unit. */
const UNIT_BYTES = 1024;

/** What a provisioned table lets be written: its units a second, and what was not used of the last minutes. */
export class WriteAllowance {
  readonly #units: number;
  #left: number;
  #filledAt: number;

  /** @param units write capacity units, a second */
  constructor(units: number, now: number) {
    this.#units = units;
    this.#left = units;
    this.#filledAt = now;
  }

  /** Takes one write's worth, or returns false and takes nothing. */
  take(bytes: number, now: number): boolean {
    const seconds = Math.max(0, now - this.#filledAt) / 1000;
    this.#filledAt = now;
    this.#left = Math.min(this.#units * KEPT_SECONDS, this.#left + seconds * this.#units);
    const units = Math.max(1, Math.ceil(bytes / UNIT_BYTES));
    if (this.#left < units) return false;
    this.#left -= units;
    return true;
  }
}
