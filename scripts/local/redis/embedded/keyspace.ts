interface Stored {
  value: Buffer;
  /** Epoch ms; undefined for a key without an end. */
  expiresAt: number | undefined;
}

/** Keys and their values, each with the time at which it ends. Keys are bytes, kept as Latin-1 text. */
export class Keyspace {
  readonly #stored = new Map<string, Stored>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  get(key: Buffer): Buffer | null {
    return this.#live(key)?.value ?? null;
  }

  /** Keeps a copy: the bytes are a window on the socket's buffer. */
  set(key: Buffer, value: Buffer, ttlMs?: number): void {
    const expiresAt = ttlMs === undefined ? undefined : this.#now() + ttlMs;
    this.#stored.set(nameOf(key), { value: Buffer.from(value), expiresAt });
  }

  /** Ms left; -1 for a key without an end, -2 for no key. */
  ttl(key: Buffer): number {
    const stored = this.#live(key);
    if (stored === undefined) return -2;
    return stored.expiresAt === undefined ? -1 : stored.expiresAt - this.#now();
  }

  delete(key: Buffer): boolean {
    return this.#live(key) !== undefined && this.#stored.delete(nameOf(key));
  }

  keys(): Buffer[] {
    return [...this.#stored.keys()].flatMap((name) => {
      const key = Buffer.from(name, "latin1");
      return this.#live(key) === undefined ? [] : key;
    });
  }

  clear(): void {
    this.#stored.clear();
  }

  #live(key: Buffer): Stored | undefined {
    const name = nameOf(key);
    const stored = this.#stored.get(name);
    if (stored?.expiresAt === undefined || stored.expiresAt > this.#now()) return stored;
    this.#stored.delete(name);
    return undefined;
  }
}

const nameOf = (key: Buffer): string => key.toString("latin1");
