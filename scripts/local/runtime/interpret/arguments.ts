/** Terraform's own arguments, and those that only label a resource. */
const META = new Set(["//", "depends_on", "lifecycle", "provider", "tags", "tags_all", "timeouts", "region"]);

type Body = Readonly<Record<string, unknown>>;

/**
 * The resolved arguments of a block. Components take what they run and name what has no local effect; `done` then
 * refuses whatever is left, so that no setting is silently different here than on AWS.
 */
export class Arguments {
  readonly address: string;
  readonly #body: Body;
  readonly #taken = new Set<string>();
  readonly #nested: Arguments[] = [];

  constructor(address: string, body: Body) {
    this.address = address;
    this.#body = body;
  }

  #take(name: string): unknown {
    this.#taken.add(name);
    return this.#body[name] ?? undefined;
  }

  #refuse(name: string, expected: string): never {
    throw new Error(`${this.address}: ${name} should be ${expected}.`);
  }

  /** Undefined when absent. Numbers and flags are taken as text too, as Terraform converts them. */
  text(name: string): string | undefined {
    const value = this.#take(name);
    if (value === undefined || typeof value === "string") return value;
    return typeof value === "object" ? this.#refuse(name, "a text") : String(value);
  }

  needText(name: string): string {
    return this.text(name) ?? this.#refuse(name, "set");
  }

  number(name: string, otherwise: number): number {
    const value = this.#take(name);
    if (value === undefined) return otherwise;
    const number = Number(value);
    return Number.isFinite(number) && value !== "" ? number : this.#refuse(name, "a number");
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.#take(name);
    if (value === undefined) return otherwise;
    return (
      value === true ||
      value === "true" ||
      (value !== false && value !== "false" && this.#refuse(name, "true or false"))
    );
  }

  texts(name: string): string[] {
    const value = this.#take(name);
    if (value === undefined) return [];
    return Array.isArray(value) ? value.map(String) : this.#refuse(name, "a list");
  }

  map(name: string): Record<string, string> {
    const value = this.#take(name);
    if (value === undefined) return {};
    if (typeof value !== "object" || Array.isArray(value)) return this.#refuse(name, "a map");
    return Object.fromEntries(Object.entries(value as object).map(([key, item]) => [key, String(item)]));
  }

  /** Nested blocks; a single one may stand without its list. */
  blocks(name: string): Arguments[] {
    const value = this.#take(name);
    if (value === undefined) return [];
    const list = (Array.isArray(value) ? value : [value]) as Body[];
    const nested = list.map((body) => new Arguments(`${this.address}, ${name}`, body));
    this.#nested.push(...nested);
    return nested;
  }

  block(name: string): Arguments | undefined {
    const [first, second] = this.blocks(name);
    return second ? this.#refuse(name, "given once") : first;
  }

  /** Arguments that change nothing on one machine; the caller says in a comment why. */
  ignore(...names: string[]): this {
    for (const name of names) this.#taken.add(name);
    return this;
  }

  /** Throws a sentence for every argument that was neither taken nor ignored. */
  done(): void {
    const left = Object.entries(this.#body).filter(
      ([name, value]) => !this.#taken.has(name) && !META.has(name) && meaningful(value),
    );
    if (left.length > 0) {
      const names = left.map(([name]) => name).join(", ");
      throw new Error(`${this.address} sets ${names}, which the local runtime does not run.`);
    }
    for (const nested of this.#nested) nested.done();
  }
}

const meaningful = (value: unknown): boolean =>
  value !== null && value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
