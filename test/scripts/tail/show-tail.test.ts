import { once } from "node:events";
import { Writable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import { searchOf } from "../../../scripts/event-search.ts";
import { showTail } from "../../../scripts/tail/show-tail.ts";

const all = { subject: "events", search: [], most: undefined, json: true } as const;

/** Events without an end. */
async function* endless(): AsyncGenerator<string, void, undefined> {
  for (let n = 0; ; n += 1) {
    await nextTurn();
    yield JSON.stringify({ event_id: `e${n}`, event_name: n % 2 ? "click" : "search" });
  }
}

/** One event, and nothing more until the end. */
async function* oneAlone(ending: AbortSignal): AsyncGenerator<string, void, undefined> {
  yield JSON.stringify({ event_id: "e0" });
  if (!ending.aborted) await once(ending, "abort");
}

/** A reader that closes the pipe after so many lines. */
function reader(most = Number.POSITIVE_INFINITY, highWaterMark = 1) {
  const lines: string[] = [];
  const out = new Writable({
    highWaterMark,
    write(chunk, _encoding, done) {
      const isGone = lines.length >= most;
      if (!isGone) lines.push(String(chunk));
      setImmediate(done, isGone ? Object.assign(new Error("gone"), { code: "EPIPE" }) : undefined);
    },
  });
  return { lines, out };
}

describe("tail", () => {
  test("shows as many as were asked for of those that have the words", async () => {
    const { lines, out } = reader();
    const ending = new AbortController();
    await showTail(endless(), { ...all, search: searchOf("click"), most: 2 }, ending, out);
    expect(lines.map((line) => JSON.parse(line).event_id)).toEqual(["e1", "e3"]);
    expect(ending.signal.aborted).toBe(true);
  });

  test("ends once its reader has seen enough", async () => {
    const { lines, out } = reader(2);
    const ending = new AbortController();
    await showTail(endless(), all, ending, out);
    expect(lines).toHaveLength(2);
    expect(ending.signal.aborted).toBe(true);
  });

  test("ends then, also where nothing more comes", async () => {
    const { lines, out } = reader(0, 1e6);
    const ending = new AbortController();
    await showTail(oneAlone(ending.signal), all, ending, out);
    expect(lines).toEqual([]);
  });
});
