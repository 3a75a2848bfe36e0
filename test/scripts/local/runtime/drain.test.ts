import { describe, expect, test } from "@jest/globals";
import { drain } from "../../../../scripts/local/runtime/drain.ts";
import { simulatedClock } from "./simulated-clock.ts";

/** Work that is quiet at these looks, one after the other, and from then on. */
function work(...looks: boolean[]) {
  const flushed: number[] = [];
  let look = 0;
  return {
    flushed,
    looks: () => look,
    quiet: () => looks[look++] ?? true,
    flush: async () => void flushed.push(look),
    stopped: () => false,
    describe: () => "enrich has 3 in flight",
  };
}

async function run(drainable: ReturnType<typeof work>, timeoutMs = 60_000): Promise<string> {
  const clock = simulatedClock();
  const ended = drain(drainable, clock, timeoutMs).then(
    () => "drained",
    (error: Error) => error.message,
  );
  await clock.advance(2 * timeoutMs);
  return ended;
}

describe("draining", () => {
  test("waits for quiet before it flushes", async () => {
    const busy = work(false, false, true);
    expect(await run(busy)).toBe("drained");
    expect(busy.flushed[0]).toBe(3);
  });

  test("starts over when a flush has made new work", async () => {
    const chained = work(true, false, true, true, true, true);
    expect(await run(chained)).toBe("drained");
    expect(chained.flushed).toHaveLength(3);
  });

  test("ends when the work is stopped", async () => {
    const stuck = { ...work(), quiet: () => false, stopped: () => true };
    expect(await run(stuck)).toBe("The streams were not empty when the run was stopped.");
  });

  test("that takes too long says what is at work", async () => {
    const stuck = { ...work(), quiet: () => false };
    expect(await run(stuck, 1_000)).toBe("The streams are not empty after 1 s: enrich has 3 in flight.");
  });
});
