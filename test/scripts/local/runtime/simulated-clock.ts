import type { RuntimeClock } from "../../../../scripts/local/runtime/clock.ts";

interface Timer {
  at: number;
  order: number;
  run: () => void;
}

/** A clock that moves only when told to, timer by timer; between two timers every promise settles. */
export function simulatedClock(start = 1_000_000) {
  let now = start;
  let order = 0;
  const timers = new Set<Timer>();
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

  const clock: RuntimeClock = {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, order: order++, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };

  async function advance(ms: number): Promise<void> {
    const end = now + ms;
    await settle();
    for (;;) {
      const [next] = [...timers]
        .filter(({ at }) => at <= end)
        .sort((a, b) => a.at - b.at || a.order - b.order);
      if (!next) break;
      timers.delete(next);
      now = Math.max(now, next.at);
      next.run();
      await settle();
    }
    now = end;
    await settle();
  }

  return { ...clock, advance };
}
