import { expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  noState,
  type OpenSession,
  readState,
  writeState,
} from "../../../../functions/enrich/session/state.ts";
import { TextBuffer } from "../../../../shared/text-buffer.ts";

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
        const state = { ...noState(), version: VERSION, sessionCount, countDoubtful, sessions };
        const out = new TextBuffer(64);
        writeState(out, state, VERSION);
        expect(readState(out.view().toString())).toEqual(state);
      },
    ),
  );
});

test.each([
  { description: "another program's value", text: "hello" },
  { description: "a value without a version", text: "\n1" },
  { description: "half a session", text: `${VERSION}\n1\t0\tid\t1` },
  { description: "a state of a newer format", text: `${VERSION}\nf2\t1\t0\t0` },
])("$description counts as lost, and keeps the version that a write has to expect", ({ text }) => {
  expect(readState(text)).toEqual({ ...noState(), version: text.slice(0, VERSION.length), lost: true });
});
