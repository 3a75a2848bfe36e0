import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { SimulatedTime, START } from "../../../scripts/simulate/time.ts";

const never = () => false;

describe("simulated time", () => {
  test("timers run at their time, those of one moment in the order in which they were asked for", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(20), { maxLength: 60 }), async (delays) => {
        const time = new SimulatedTime();
        const ran: { index: number; at: number }[] = [];
        delays.forEach((ms, index) => {
          time.after(ms, () => ran.push({ index, at: time.now() - START }));
        });
        await time.run(never, START + 100);
        const expected = delays.map((at, index) => ({ index, at }));
        expect(ran).toEqual(expected.sort((a, b) => a.at - b.at || a.index - b.index));
      }),
      { numRuns: 50 },
    );
  });

  test("every promise settles between two timers", async () => {
    const time = new SimulatedTime();
    const order: string[] = [];
    time.after(1, async () => {
      for (let step = 0; step < 20; step += 1) await undefined;
      order.push("first");
    });
    time.after(2, () => order.push("second"));
    await time.run(never, START + 10);
    expect(order).toEqual(["first", "second"]);
  });

  test("what was cancelled does not run, and what lies behind the limit runs later", async () => {
    const time = new SimulatedTime();
    const ran: string[] = [];
    time.after(5, () => ran.push("cancelled"))();
    time.after(50, () => ran.push("later"));
    expect(await time.run(never, START + 10)).toBe(false);
    expect(ran).toEqual([]);
    expect(await time.run(() => ran.length > 0, START + 100)).toBe(true);
    expect(ran).toEqual(["later"]);
  });

  test("a sleep that is called off has ended", async () => {
    const time = new SimulatedTime();
    const calledOff = new AbortController();
    const sleep = time.sleep(1_000_000, calledOff.signal);
    calledOff.abort();
    await expect(sleep).resolves.toBeUndefined();
    expect(time.now()).toBe(START);
  });
});
