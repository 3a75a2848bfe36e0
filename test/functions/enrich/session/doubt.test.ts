import { describe, expect, test } from "@jest/globals";
import { doubtState, mayBeRest } from "../../../../functions/enrich/session/doubt.ts";
import { foldEvent } from "../../../../functions/enrich/session/fold.ts";
import { noState } from "../../../../functions/enrich/session/state.ts";
import { rawEvent } from "../../../builders/raw-event.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const rules = { idleMs: 30 * MINUTE, capMs: 24 * HOUR };
const TAKEN_OVER = Date.parse("2026-03-04T10:00:00Z");
const server = { name: "two.", since: TAKEN_OVER };

/** A user's state with one open session. */
function stateOf(version: string, session_id?: string) {
  const state = { ...noState(), version };
  foldEvent(state, rawEvent(session_id === undefined ? {} : { session_id }), "u-1", TAKEN_OVER, rules);
  return state;
}

describe("sessions of a state", () => {
  test.each([
    { description: "that this server wrote are sure", version: "two.w-1", doubtful: false },
    { description: "that another server wrote may lack what came after", version: "one.w-1", doubtful: true },
    { description: "that is new are sure so far", version: "", doubtful: false },
  ])("$description", ({ version, doubtful }) => {
    const state = stateOf(version);
    doubtState(state, server);
    expect(state.sessions.map((session) => session.doubtful)).toEqual([doubtful]);
  });
});

describe("a session that opens", () => {
  test.each([
    { description: "within the idle time of the take-over may be a rest", after: 30 * MINUTE, rest: true },
    { description: "later is a session of its own", after: 31 * MINUTE, rest: false },
    {
      description: "named by the source, within its longest life, may be one",
      name: "s",
      after: 24 * HOUR,
      rest: true,
    },
    { description: "named by the source, later, is none", name: "s", after: 25 * HOUR, rest: false },
  ])("$description", ({ name, after, rest }) => {
    const [session] = stateOf("", name).sessions;
    expect(mayBeRest(session!, server, TAKEN_OVER + after, rules)).toBe(rest);
  });

  test("on a server that took over from none is a session of its own", () => {
    const [session] = stateOf("").sessions;
    expect(mayBeRest(session!, { name: "one.", since: 0 }, TAKEN_OVER, rules)).toBe(false);
  });
});
