import { describe, expect, test } from "@jest/globals";
import { type FleetOptions, fleet, type StepTimes } from "./fleet.ts";

/**
 * Of pages of 10,000 documents. A page of a second is what an index of three nodes was assumed to need for ten megabytes of
 * documents; the others are what AWS's clients measure in a region, and half as much again.
 */
const times: StepTimes = {
  open: 15,
  pageEnd: 120,
  page: 1_000,
  identities: 300,
  pack: 250,
  put: 80,
  table: 10,
};

/** A document stands for two hundred, so that minutes are simulated in moments. */
const SCALE = 200;
const MINUTE = 60_000;

const start = (override: Partial<FleetOptions> = {}) => {
  const started = fleet({ slices: 12, rate: 50_000 / SCALE, pageSize: 10_000 / SCALE, times, ...override });
  started.begin();
  return started;
};

type Fleet = ReturnType<typeof start>;

const numbers = ({ stream }: Fleet) => stream.map(({ document }) => document);

function expectWhole(given: Fleet): void {
  const found = numbers(given);
  expect([...new Set(found)].sort((a, b) => a - b)).toEqual(
    Array.from({ length: Math.max(...found) + 1 }, (_, document) => document),
  );
}

/** A document never comes for the first time before an earlier one. */
function expectInOrder(given: Fleet): void {
  let newest = -1;
  for (const document of numbers(given)) {
    if (document <= newest) continue;
    expect(document).toBe(newest + 1);
    newest = document;
  }
}

/** Few documents, so that minutes of them can be looked at one by one. */
const small = { slices: 3, rate: 60, pageSize: 50 };

describe("3,000,000 documents a minute", () => {
  test.each([
    { page: 1_000, slices: 12 },
    { page: 500, slices: 8 },
    { page: 2_000, slices: 20 },
  ])(
    "with $slices slices and pages of $page ms: behind by no more than seconds",
    async ({ page, slices }) => {
      const running = start({ slices, times: { ...times, page } });
      await running.pass(3 * MINUTE);
      expect(running.due() * SCALE).toBeGreaterThan(5_500_000);
      expect(running.due() - running.stream.length).toBeLessThan((10 * 50_000) / SCALE);
      expectWhole(running);
      expectInOrder(running);
      expect(running.stream).toHaveLength(new Set(numbers(running)).size);
    },
  );

  test("with one slice as before, they are not", async () => {
    const running = start({ slices: 1 });
    await running.pass(2 * MINUTE);
    expect(running.stream.length * SCALE).toBeLessThan(2_000_000);
    expectInOrder(running);
  });
});

test("another number of slices takes over what the one before left", async () => {
  const running = start({ ...small, rate: 30, backlog: 1_000 });
  for (const slices of [1, 5, 2, 4]) {
    await running.pass(MINUTE);
    // In the middle of the minute, as a deployment comes.
    for (const each of running.running) each.dead = true;
    running.resize(slices);
  }
  await running.pass(MINUTE);
  expect(running.stream.length).toBeGreaterThan(2_000);
  expectWhole(running);
  expectInOrder(running);
});

describe("faults", () => {
  test.each([0, 40, 400, 1_100, 1_200, 1_300, 1_400, 1_500, 1_600, 3_000])(
    "an invocation that dies after %i ms: another goes on when its lease is over, in order",
    async (after) => {
      const running = start({ ...small, backlog: 1_000 });
      await running.pass(after);
      running.running[0]!.dead = true;
      await running.pass(2 * MINUTE);
      expect(running.stream.length).toBeGreaterThan(6_000);
      expectWhole(running);
      expectInOrder(running);
      // At most the slice that was being put.
      expect(running.stream.length - new Set(numbers(running)).size).toBeLessThanOrEqual(small.pageSize);
    },
  );

  test("all invocations of a minute die: the next ones go on", async () => {
    const running = start({ ...small, backlog: 1_000 });
    await running.pass(2_000);
    for (const each of running.running) each.dead = true;
    await running.pass(3 * MINUTE);
    expectWhole(running);
    expectInOrder(running);
  });

  test.each([600, 1_100, 1_250, 1_400])(
    "an invocation that is held up at %i ms for longer than its lease publishes nothing that is not its own any more",
    async (after) => {
      const running = start({ ...small, backlog: 1_000 });
      await running.pass(after);
      const [held] = running.running;
      held!.heldUntil = running.time.now() + 45_000;
      await running.pass(40_000);
      const before = running.stream.length;
      expect(before).toBeGreaterThan(500);
      await running.pass(2 * MINUTE);
      const late = running.stream.slice(before).filter(({ by }) => by === held);
      for (const { document } of late) expect(document).toBeGreaterThanOrEqual(before - small.pageSize);
      expectWhole(running);
      expectInOrder(running);
    },
  );

  test("points in time that are lost over and over cost time, and no document", async () => {
    const running = start({ ...small, backlog: 1_000 });
    for (let at = 0; at < 20; at += 1) {
      await running.pass(1_700);
      running.expire();
    }
    await running.pass(MINUTE);
    expectWhole(running);
    expectInOrder(running);
    expect(running.stream).toHaveLength(new Set(numbers(running)).size);
  });
});
