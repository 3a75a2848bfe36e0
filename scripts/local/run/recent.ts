/** The latest values, `most` of them at most. */
export class Recent<Value> {
  readonly #values: Value[] = [];
  readonly #most: number;
  #next = 0;

  constructor(most: number) {
    this.#most = most;
  }

  add(value: Value): void {
    this.#values[this.#next] = value;
    this.#next = (this.#next + 1) % this.#most;
  }

  *newestFirst(): Generator<Value> {
    const { length } = this.#values;
    for (let age = 1; age <= length; age += 1) yield this.#values[(this.#next - age + length) % length]!;
  }
}
