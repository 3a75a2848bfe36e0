import { describe, expect, test } from "@jest/globals";
import {
  type Beyond,
  KEEP_APPLIED,
  mayBeForgotten,
  noteCreated,
  nothingBeyond,
  takeBeyond,
  writeBeyond,
} from "../../../../functions/enrich/write/beyond.ts";
import { MAX_AHEAD_MS } from "../../../../shared/event/receipt.ts";
import { TextBuffer } from "../../../../shared/json/text-buffer.ts";

const steady = (eventTime: number) => ({ eventTime, unsteadyAt: Number.NaN });
const unsteady = (created: number, eventTime = 9_999) => ({ eventTime, unsteadyAt: created });
const beyond: Beyond = { forgottenUntil: 1_000, createdUntil: 500 };

describe("an event that is not remembered", () => {
  test.each([
    {
      description: "as long as nothing is forgotten",
      of: nothingBeyond(),
      event: steady(0),
      expected: false,
    },
    { description: "later than what is forgotten", of: beyond, event: steady(1_001), expected: false },
    {
      description: "as late as the last that is forgotten",
      of: beyond,
      event: steady(1_000),
      expected: true,
    },
    { description: "before it", of: beyond, event: steady(1), expected: true },
    {
      description: "whose time moves with its arrival, created later than all",
      of: beyond,
      event: unsteady(501),
      expected: false,
    },
    {
      description: "whose time moves with its arrival, created before",
      of: beyond,
      event: unsteady(500),
      expected: true,
    },
    {
      description: "whose time moves, while nothing is forgotten",
      of: { ...beyond, forgottenUntil: -1 },
      event: unsteady(500),
      expected: false,
    },
    {
      description: "no later than the loss of the memory",
      of: nothingBeyond(),
      lostAt: 1_000,
      event: steady(1_000),
      expected: true,
    },
    {
      description: "later than the loss of the memory",
      of: nothingBeyond(),
      lostAt: 1_000,
      event: steady(1_001),
      expected: false,
    },
    {
      description: "whose time moves, created before the loss of the memory",
      of: nothingBeyond(),
      lostAt: 1_000,
      event: unsteady(1_000),
      expected: true,
    },
    {
      description: "whose time moves, created after the loss by a clock that may be ahead by so much",
      of: nothingBeyond(),
      lostAt: 1_000,
      event: unsteady(1_000 + MAX_AHEAD_MS),
      expected: true,
    },
    {
      description: "whose time moves, created after the loss by more than a clock may be ahead",
      of: nothingBeyond(),
      lostAt: 1_000,
      event: unsteady(1_001 + MAX_AHEAD_MS),
      expected: false,
    },
  ])("$description: may be one of them, $expected", ({ of, event, lostAt = 0, expected }) => {
    expect(mayBeForgotten(of, event, lostAt)).toBe(expected);
  });

  test("is compared with the latest that was created, whatever their order", () => {
    const of = nothingBeyond();
    for (const event of [unsteady(5), unsteady(7), unsteady(6), steady(100)]) noteCreated(of, event);
    expect(of.createdUntil).toBe(7);
  });
});

describe("the last line of a memory", () => {
  const lines = "\n\tshared\ne-2\t2026-03-04T10:00:02.000Z\t5\ne-1\t2026-03-04T10:00:03.000Z\t5";
  const written = (of: Beyond, events: number) => {
    const out = new TextBuffer(64);
    writeBeyond(out, of, events);
    return out.view().toString();
  };

  test.each([
    { description: "something forgotten", of: beyond, events: 5 },
    { description: "nothing forgotten of many", of: nothingBeyond(), events: KEEP_APPLIED },
    { description: "a time that moves", of: { ...nothingBeyond(), createdUntil: 3 }, events: 1 },
  ])("says $description, and is taken off again", ({ of, events }) => {
    expect(takeBeyond(lines + written(of, events), events)).toEqual({ lines, beyond: of });
  });

  test("is not written of a few events that all say when they happened", () => {
    expect(written(nothingBeyond(), KEEP_APPLIED - 1)).toBe("");
  });

  test("of an earlier version is not there: whatever is no later than what it remembers may be forgotten", () => {
    const until = Date.parse("2026-03-04T10:00:03.000Z");
    const unknown = { forgottenUntil: until, createdUntil: until };
    expect(takeBeyond(lines, KEEP_APPLIED)).toEqual({ lines, beyond: unknown });
    expect(takeBeyond(lines, KEEP_APPLIED - 1)).toEqual({ lines, beyond: nothingBeyond() });
    // The latest counts wherever it stands: a late event is applied after it.
    const [, shared, ...events] = lines.split("\n");
    const turned = `\n${[shared, ...events.reverse()].join("\n")}`;
    expect(takeBeyond(turned, KEEP_APPLIED)).toEqual({ lines: turned, beyond: unknown });
  });

  test.each(["\n\t\tforgotten\t1", "\n\t\tforgotten\tx\t1"])("that is damaged is not guessed: %j", (line) => {
    expect(takeBeyond(lines + line, 2)).toBeUndefined();
  });

  test("is dropped with the oldest events by a version that takes it for a shared line", () => {
    const line = written(beyond, 5);
    expect(line.startsWith("\n\t")).toBe(true);
    expect(line.lastIndexOf("\n")).toBe(0);
  });
});
