interface Sample {
  events: number;
  /** Memory of the process, all heaps included, MB. */
  resident: number;
}

const SHARES = 10;

/** Memory of this process over a run: the most in each tenth of its events. */
export function memoryOf(events: number) {
  const samples: Sample[] = [];

  const peaks = (): number[] => {
    const most = new Array<number>(SHARES).fill(0);
    for (const { events: done, resident } of samples) {
      const share = Math.min(SHARES - 1, Math.floor((done / events) * SHARES));
      most[share] = Math.max(most[share]!, resident);
    }
    return most;
  };

  return {
    /** Takes samples until `end`. */
    async watch(done: () => number, end: Promise<unknown>): Promise<void> {
      const take = () => samples.push({ events: done(), resident: process.memoryUsage.rss() / 2 ** 20 });
      const timer = setInterval(take, 500);
      await end.finally(() => clearInterval(timer));
    },
    /** The last third over the one before it: the first goes into caches, compiled code and heaps that find their size. */
    growth(): number {
      const most = peaks().filter((peak) => peak > 0);
      const third = Math.floor(most.length / 3);
      return Math.max(...most.slice(-third)) / Math.max(...most.slice(-2 * third, -third));
    },
    table: (): string =>
      peaks()
        .map((peak, at) => `${at * 10} %: ${Math.round(peak)} MB`)
        .join("  "),
  };
}
