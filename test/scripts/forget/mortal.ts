/** What a process that is killed throws in a test, at its next effect and whatever it tries after that. */
export class Killed extends Error {}

/** Effects of a process, which is killed before one of them. */
export class Mortal {
  /** Effects that happened since it was started. */
  effects: string[] = [];
  #left = Number.POSITIVE_INFINITY;

  /** @param left effects that it lives to see */
  start(left = Number.POSITIVE_INFINITY): void {
    this.effects = [];
    this.#left = left;
  }

  async effect<Result>(what: string, act: () => Result | Promise<Result>): Promise<Result> {
    if (this.effects.length >= this.#left) throw new Killed(`killed before ${what}`);
    this.effects.push(what);
    return act();
  }
}
