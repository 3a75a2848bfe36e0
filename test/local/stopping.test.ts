import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { afterEach, describe, expect, test } from "@jest/globals";
import { findServer } from "../../scripts/local/redis/server-process.ts";
import { npmStart, type Started } from "./npm-start.ts";
import { type Process, survivorsOf } from "./processes.ts";

const MINUTES = 60_000;
const CTRL_C = "\x03";
const CLOSES = "The accounting closes: every event is in its place.";
const endless = ["--source", "stream", "--rate", "100"];

const open: Disposable[] = [];
afterEach(() => {
  for (const started of open.splice(0)) started[Symbol.dispose]();
});

/** A run that reads events, with its processes. */
async function running(...parameters: Parameters<typeof npmStart>): Promise<[Started, Process[]]> {
  const started = npmStart(...parameters);
  open.push(started);
  await started.prints(/Redis {8}\S+ \S+/);
  await sleep(1_000);
  return [started, started.tree()];
}

const find = (tree: readonly Process[], part: RegExp): number => {
  const found = tree.find(({ command }) => part.test(command));
  if (found === undefined) throw new Error(`There is no process ${part}.`);
  return found.pid;
};
const BOOTSTRAP = /^\S*node\S* scripts\/bootstrap\.js/;
const PROGRAM = /scripts\/start\.ts/;
const program = (tree: readonly Process[]) =>
  find(
    tree.filter(({ command }) => !BOOTSTRAP.test(command) && /--import/.test(command)),
    PROGRAM,
  );
const SERVER = /(redis|valkey)-server/;

/** What stands last; in a terminal npm turns a wheel behind it, and wipes it away. */
const lastLine = (text: string) =>
  stripVTControlCharacters(text)
    .replace(/[\u2800-\u28ff]/g, "")
    .trimEnd()
    .split("\n")
    .at(-1);
const times = (text: string, part: string) => text.split(part).length - 1;
const whereRedisIs = findServer() === undefined ? test.skip : test;

describe("Ctrl-C in a terminal", () => {
  test(
    "drains the run and prints one summary, and nothing after the verdict",
    async () => {
      const [started, tree] = await running(endless, { terminal: true });
      started.press(CTRL_C);
      expect(await started.ended).toBe(0);
      expect(times(started.output, "Draining")).toBe(1);
      expect(lastLine(started.output)).toBe(CLOSES);
      expect(times(started.output, CLOSES)).toBe(1);
      expect(started.report().events).toMatchObject({ lost: 0, read: started.report().events.archived });
      expect(started.report().events.read).toBeGreaterThan(0);
      expect(await survivorsOf(tree, 5_000)).toEqual([]);
    },
    3 * MINUTES,
  );

  test(
    "while the run starts stops it in a sentence",
    async () => {
      const started = npmStart(endless, { terminal: true });
      open.push(started);
      await started.prints("Starting the stack");
      await sleep(500);
      const tree = started.tree();
      started.press(CTRL_C);
      // Late in the start, what was read by then is drained.
      expect([0, 130]).toContain(await started.ended);
      expect(started.output).toMatch(
        /Stopped before the start was complete: nothing was read|accounting closes/,
      );
      expect(started.output).not.toMatch(/DEBUG=1|failed(?! +0\b)/);
      expect(await survivorsOf(tree, 5_000)).toEqual([]);
    },
    3 * MINUTES,
  );

  test(
    "that ends --hold drains what came in the meantime and prints the summary",
    async () => {
      const [started, tree] = await running(
        ["--source", "stream", "--events", "50", "--until-drained", "--hold"],
        { terminal: true },
      );
      await started.prints("Holding");
      expect(times(started.output, CLOSES)).toBe(1);
      started.press(CTRL_C);
      expect(await started.ended).toBe(0);
      expect(times(started.output.split("Holding")[1]!, CLOSES)).toBe(1);
      expect(lastLine(started.output)).toBe(CLOSES);
      expect(await survivorsOf(tree, 5_000)).toEqual([]);
    },
    3 * MINUTES,
  );

  whereRedisIs(
    "a second time ends at once and says what is left undone; twice within a second is once",
    async () => {
      const [started, tree] = await running(endless, { terminal: true });
      // What waits for Redis cannot be drained.
      process.kill(find(tree, SERVER), "SIGSTOP");
      // Until events have come that nobody enriches: a run without any would be drained at once.
      await sleep(2_000);
      started.press(CTRL_C);
      await started.prints("Draining");
      started.press(CTRL_C);
      await sleep(1_500);
      expect(started.output).not.toContain("Ended at once");
      started.press(CTRL_C);
      expect(await started.ended).toBe(130);
      expect(started.output).toMatch(/Ended at once: of \d+ events read, \d+ were not enriched/);
      expect(started.output).not.toContain(CLOSES);
      expect(await survivorsOf(tree, 5_000)).toEqual([]);
    },
    3 * MINUTES,
  );
});

describe("a signal to npm alone", () => {
  test.each([
    ["SIGINT", false],
    ["SIGTERM", false],
    ["SIGTERM", true],
  ] as const)(
    "%s drains the run (npm --silent: %s)",
    async (signal, silent) => {
      const [started, tree] = await running(endless, { terminal: false, silent });
      process.kill(tree[0]!.pid, signal);
      expect(await started.ended).toBe(0);
      expect(times(started.output, CLOSES)).toBe(1);
      expect(lastLine(started.output)).toBe(CLOSES);
      expect(await survivorsOf(tree, 5_000)).toEqual([]);
    },
    3 * MINUTES,
  );
});

describe("whoever watches the run is gone", () => {
  test.each([
    ["npm is killed", /^npm/, false],
    ["the bootstrap is killed", BOOTSTRAP, false],
    ["the terminal is closed", undefined, true],
  ] as const)(
    "%s: the run is drained all the same, and nothing stays",
    async (_description, killed, terminal) => {
      const [started, tree] = await running(endless, { terminal });
      if (killed !== undefined) process.kill(find(tree, killed), "SIGKILL");
      started.hangUp();
      expect(await survivorsOf(tree, 60_000)).toEqual([]);
      expect(started.report()).toMatchObject({ broken: [], events: { lost: 0 } });
      expect(started.report().events.read).toBeGreaterThan(0);
    },
    3 * MINUTES,
  );

  test(
    "the program itself is killed: nothing stays",
    async () => {
      const [started, tree] = await running(endless, { terminal: false });
      process.kill(program(tree), "SIGKILL");
      expect(await started.ended).toBe(137);
      expect(started.output).toContain("The program was killed (SIGKILL)");
      expect(await survivorsOf(tree, 10_000)).toEqual([]);
    },
    3 * MINUTES,
  );
});

whereRedisIs(
  "Redis that ends by itself ends the run with a sentence",
  async () => {
    const [started, tree] = await running(endless, { terminal: true });
    process.kill(find(tree, SERVER), "SIGKILL");
    expect(await started.ended).toBe(1);
    expect(started.output).toMatch(/The local Redis \(process \d+\) ended unexpectedly, by SIGKILL/);
    expect(started.output).not.toContain("out of reach");
    expect(await survivorsOf(tree, 5_000)).toEqual([]);
  },
  3 * MINUTES,
);
