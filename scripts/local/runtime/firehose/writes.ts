/** Writes under way: how many, how many bytes they hold, and how old the oldest record in them is. */
export interface Writes {
  /** `oldest`: arrival of the oldest record in the write, epoch ms. */
  add(bytes: number, oldest: number, work: Promise<void>): void;
  /** Resolves when one of them has ended; at once when there is none. */
  one(): Promise<void>;
  all(): Promise<void>;
  count(): number;
  bytes(): number;
  oldest(): number | undefined;
}

export function trackWrites(): Writes {
  const open = new Set<{ bytes: number; oldest: number; done: Promise<void> }>();
  return {
    add(bytes, oldest, work) {
      const write = { bytes, oldest, done: work };
      open.add(write);
      write.done = work.finally(() => open.delete(write));
    },
    one: () =>
      Promise.race([...open].map(({ done }) => done).concat(open.size === 0 ? Promise.resolve() : [])),
    async all() {
      await Promise.all([...open].map(({ done }) => done));
    },
    count: () => open.size,
    bytes: () => [...open].reduce((sum, write) => sum + write.bytes, 0),
    oldest: () => (open.size === 0 ? undefined : Math.min(...[...open].map((write) => write.oldest))),
  };
}
