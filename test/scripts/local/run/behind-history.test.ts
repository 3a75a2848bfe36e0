import { expect, test } from "@jest/globals";
import { behindHistory } from "../../../../scripts/local/run/behind-history.ts";
import type { EventSource } from "../../../../scripts/local/run/event-source.ts";
import type { PastWeeks } from "../../../../scripts/local/run/history.ts";

function past(read: number) {
  const over = Promise.withResolvers<void>();
  let stopped = false;
  const history: PastWeeks = {
    read,
    malformed: [{ text: "bad", device: "" }],
    share: 0.5,
    underWay: 0,
    startedAt: 1,
    get stopped() {
      return stopped;
    },
    done: over.promise,
    stop() {
      stopped = true;
      over.resolve();
    },
  };
  return { history, end: over.resolve };
}

function live(read: number | undefined) {
  const over = Promise.withResolvers<void>();
  const source: EventSource = {
    read,
    malformed: [],
    malformedCount: 2,
    startedAt: 9,
    done: over.promise,
    async stop() {
      over.resolve();
    },
  };
  return { source, end: over.resolve };
}

test("the live source opens once the past is in its place, and both are counted", async () => {
  const { history, end } = past(10);
  const { source, end: endLive } = live(5);
  let opened = 0;
  const both = behindHistory(history, () => {
    opened += 1;
    return source;
  });
  expect([opened, both.read, both.malformedCount]).toEqual([0, 10, 1]);
  end();
  await history.done;
  expect([opened, both.read, both.malformedCount, both.malformed.length]).toEqual([1, 15, 3, 1]);
  endLive();
  await both.done;
});

test("what only the produce function can tell stays untold", async () => {
  const { history, end } = past(10);
  const both = behindHistory(history, () => live(undefined).source);
  end();
  await history.done;
  expect(both.read).toBeUndefined();
});

test("stopped in the past, it ends there", async () => {
  const { history } = past(10);
  let opened = false;
  const both = behindHistory(history, () => {
    opened = true;
    return live(5).source;
  });
  await both.stop();
  await both.done;
  expect([history.stopped, opened]).toEqual([true, false]);
});

test("stopped in the present, it ends the live source", async () => {
  const { history, end } = past(10);
  const both = behindHistory(history, () => live(5).source);
  end();
  await history.done;
  await both.stop();
  await both.done;
});

test("a past that fails fails the run", async () => {
  const { history } = past(1);
  const both = behindHistory(
    { ...history, done: Promise.reject(new Error("no room")) },
    () => live(5).source,
  );
  await expect(both.done).rejects.toThrow("no room");
});
