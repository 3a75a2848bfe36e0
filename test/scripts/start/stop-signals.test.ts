import { afterEach, expect, test } from "@jest/globals";
import { stopSignals } from "../../../scripts/start/stop-signals.ts";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const before = signals.map((signal) => process.listeners(signal));
afterEach(() => {
  for (const [at, signal] of signals.entries())
    for (const listener of process.listeners(signal))
      if (!before[at]!.includes(listener)) process.off(signal, listener);
});

const arrive = (signal: (typeof signals)[number]) => process.emit(signal, signal);
const settled = async (promise: Promise<void>) =>
  Promise.race([
    promise.then(() => true),
    new Promise<false>((resolve) => setImmediate(() => resolve(false))),
  ]);

test("a run that is stopped while it starts is stopped when it runs", async () => {
  const stop = stopSignals(() => {});
  expect(await settled(stop.until("running"))).toBe(false);
  arrive("SIGTERM");
  expect(await settled(stop.until("running"))).toBe(true);
  expect(stop.hungUp).toBe(false);
});

test("several deliveries of one signal abandon nothing", () => {
  const abandoned: string[] = [];
  stopSignals((signal) => abandoned.push(signal));
  for (const signal of ["SIGINT", "SIGINT", "SIGHUP", "SIGTERM"] as const) arrive(signal);
  expect(abandoned).toEqual([]);
});

test("a hold waits for a signal of its own", async () => {
  const stop = stopSignals(() => {});
  stop.enter("draining");
  const held = stop.until("holding");
  expect(await settled(held)).toBe(false);
  arrive("SIGINT");
  expect(await settled(held)).toBe(true);
});

test("nothing is held for a terminal that was closed", async () => {
  const stop = stopSignals(() => {});
  arrive("SIGHUP");
  expect(stop.hungUp).toBe(true);
  expect(await settled(stop.until("holding"))).toBe(true);
});

test("after the verdict one signal is enough", () => {
  const abandoned: string[] = [];
  const stop = stopSignals((signal) => abandoned.push(signal));
  stop.enter("over");
  arrive("SIGINT");
  expect(abandoned).toEqual(["SIGINT"]);
});
