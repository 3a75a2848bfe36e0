import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { nothingApplied } from "../../../../functions/enrich/session/applied.ts";
import { type OpenSession, unpackState, writeState } from "../../../../functions/enrich/session/state.ts";
import { TextBuffer } from "../../../../shared/json/text-buffer.ts";

const count = fc.nat();
const time = fc.integer({ min: 0, max: 4_000_000_000_000 });

const open: fc.Arbitrary<OpenSession> = fc
  .record({
    id: fc.string({ minLength: 1 }),
    named: fc.boolean(),
    doubtful: fc.boolean(),
    index: count,
    startedAt: time,
    lastAt: count,
    events: count,
    pageViews: count,
    productViews: count,
    addToCarts: count,
    purchases: count,
    cartValue: fc.integer({ min: 0, max: 1e12 }).map((value) => value / 10_000),
  })
  .map((session) => ({ ...session, lastAt: session.startedAt + session.lastAt }));

const VERSION = "0123456789abcdefghij";

test("a state survives packing", () => {
  fc.assert(
    fc.property(
      count,
      fc.boolean(),
      fc.array(open, { maxLength: 8 }),
      (sessionCount, countDoubtful, sessions) => {
        const state = { version: VERSION, sessionCount, countDoubtful, sessions, applied: nothingApplied() };
        const out = new TextBuffer(64);
        writeState(out, state, VERSION);
        expect(unpackState(out.view().toString())).toEqual(state);
      },
    ),
  );
});

test.each([
  { description: "another program's value", text: "hello" },
  { description: "a value without a version", text: "\n1" },
  { description: "half a session", text: "0123456789abcdef\n1\t0\tid\t1" },
])("refuses $description instead of guessing", ({ text }) => {
  expect(() => unpackState(text)).toThrow("Session state in Redis");
});
