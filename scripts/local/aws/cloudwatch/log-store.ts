export interface LogEvent {
  /** Rises with each event of the group. */
  id: number;
  stream: string;
  /** Epoch ms. */
  time: number;
  message: string;
}

interface LogGroup {
  name: string;
  createdAt: number;
  events: LogEvent[];
  bytes: number;
  next: number;
  /** Epoch ms of the first event of each stream. */
  streams: Map<string, number>;
}

/** Of each group the latest lines are kept. */
const MAX_EVENTS = 10_000;
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_STREAMS = 50;

/** Log groups with the lines that the functions of a run wrote last. */
export class LogStore {
  readonly #groups = new Map<string, LogGroup>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  create(name: string): void {
    if (this.#groups.has(name)) return;
    this.#groups.set(name, {
      name,
      createdAt: this.#now(),
      events: [],
      bytes: 0,
      next: 1,
      streams: new Map(),
    });
  }

  add(name: string, stream: string, message: string): void {
    this.create(name);
    const group = this.#groups.get(name)!;
    const time = this.#now();
    group.events.push({ id: group.next++, stream, time, message });
    group.bytes += message.length;
    if (!group.streams.has(stream)) group.streams.set(stream, time);
    if (group.streams.size > MAX_STREAMS) group.streams.delete(group.streams.keys().next().value!);
    // A tenth at a time: to take one out of a long list costs as much as to take many.
    while (group.events.length > MAX_EVENTS || group.bytes > MAX_BYTES)
      for (const old of group.events.splice(0, Math.ceil(group.events.length / 10)))
        group.bytes -= old.message.length;
  }

  groups(): readonly Readonly<LogGroup>[] {
    return [...this.#groups.values()];
  }

  group(name: string): Readonly<LogGroup> | undefined {
    return this.#groups.get(name);
  }
}
