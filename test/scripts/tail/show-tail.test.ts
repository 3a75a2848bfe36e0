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

/** A reader that closes the pipe after so many lines. */
function reader(most = Number.POSITIVE_INFINITY, highWaterMark = 1) {
  const lines: string[] = [];
  const out = new Writable({
    highWaterMark,
    write(chunk, _encoding, done) {
      if (lines.length >= most) return done(Object.assign(new Error("gone"), { code: "EPIPE" }));
      lines.push(String(chunk));
      setImmediate(done);
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

  test.each([
    { description: "while it waits for the pipe", highWaterMark: 1 },
    { description: "while the pipe takes everything", highWaterMark: 1e6 },
  ])("ends once its reader has seen enough, $description", async ({ highWaterMark }) => {
    const { lines, out } = reader(2, highWaterMark);
    const ending = new AbortController();
    await showTail(endless(), all, ending, out);
    expect(lines).toHaveLength(2);
    expect(ending.signal.aborted).toBe(true);
  });
});
