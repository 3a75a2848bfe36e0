import { describe, expect, test } from "@jest/globals";
import {
  doubtForgotten,
  doubtOpened,
  doubtState,
  lastLoss,
  personStatus,
  sessionStatus,
} from "../../../../functions/enrich/session/doubt.ts";
import { foldEvent } from "../../../../functions/enrich/session/fold.ts";
import { noState } from "../../../../functions/enrich/session/state.ts";
import { foldedEvent } from "../../../builders/folded-event.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const rules = { idleMs: 30 * MINUTE, capMs: 24 * HOUR };
const TAKEN_OVER = Date.parse("2026-03-04T10:00:00Z");
const server = { name: "two.", since: TAKEN_OVER };

/** A user's state with one session, which begins so long after the take-over. */
function stateOf({ version = "", name, begins = 0 }: { version?: string; name?: string; begins?: number }) {
  const state = { ...noState(), version };
  const event = foldedEvent(name === undefined ? {} : { session_id: name });
  foldEvent(state, event, "u-1", TAKEN_OVER + begins, rules);
  return state;
}

describe("sessions of a state", () => {
  test.each([
    { description: "that this server wrote are sure", version: "two.w-1", status: "ok" },
    {
      description: "that another server wrote may lack what came after",
      version: "one.w-1",
      status: "stale",
    },
  ])("$description", ({ version, status }) => {
    const state = stateOf({ version });
    doubtState(state, server);
    expect(sessionStatus(state, state.sessions[0]!)).toBe(status);
  });

  test.each([
    { description: "this server wrote is sure", version: "two.w-1", since: TAKEN_OVER, status: "ok" },
    { description: "another server wrote may be lost", version: "one.w-1", since: 0, status: "stale" },
    {
      description: "nobody wrote may be lost after a take-over",
      version: "",
      since: TAKEN_OVER,
      status: "stale",
    },
    { description: "nobody wrote is sure where no server was before", version: "", since: 0, status: "ok" },
  ])("and so is the link of their device: a state that $description", ({ version, since, status }) => {
    const state = stateOf({ version });
    doubtState(state, { name: "two.", since });
    expect(personStatus(state, {})).toBe(status);
  });

  test("of a user without state are sure, but perhaps not the first", () => {
    const state = noState();
    doubtState(state, server);
    foldEvent(state, foldedEvent(), "u-1", TAKEN_OVER + HOUR, rules);
    expect(sessionStatus(state, state.sessions[0]!)).toBe("index_stale");
  });

  test("that open after doubtful ones are sure but for their number", () => {
    const state = stateOf({ version: "one.w-1" });
    doubtState(state, server);
    foldEvent(state, foldedEvent(), "u-1", TAKEN_OVER + 2 * HOUR, rules);
    doubtOpened(state, state.sessions[0]!, TAKEN_OVER, TAKEN_OVER + 2 * HOUR, rules);
    expect(sessionStatus(state, state.sessions[0]!)).toBe("index_stale");
  });
});

test.each([
  { description: "soon after", minutes: 1, status: "stale" },
  { description: "when none of the lost ones can go on any more", minutes: 25 * 60, status: "index_stale" },
])("a session that opens in a batch $description a state was lost is $status", ({ minutes, status }) => {
  const at = TAKEN_OVER + minutes * MINUTE;
  const state = { ...noState(), version: "two.w-1", countDoubtful: true, lostAt: TAKEN_OVER };
  foldEvent(state, foldedEvent({ session_id: "s-1" }), "u-1", at, rules);
  doubtOpened(state, state.sessions[0]!, lastLoss(state, { name: "two.", since: 0 }), at, rules);
  expect(sessionStatus(state, state.sessions[0]!)).toBe(status);
});

test("a session that was cut from a doubtful one by its length is doubtful, too", () => {
  const state = stateOf({ version: "one.w-1", begins: -24 * HOUR });
  doubtState(state, server);
  state.sessions[0]!.lastAt = TAKEN_OVER + HOUR;
  foldEvent(state, foldedEvent(), "u-1", TAKEN_OVER + HOUR + MINUTE, rules);
  doubtOpened(state, state.sessions[0]!, TAKEN_OVER, TAKEN_OVER + HOUR + MINUTE, rules);
  expect(sessionStatus(state, state.sessions[0]!)).toBe("stale");
});

describe("a session that opens", () => {
  test.each([
    {
      description: "within the idle time of the take-over may be a rest",
      begins: 30 * MINUTE,
      status: "stale",
    },
    { description: "later is a session of its own", begins: 31 * MINUTE, status: "ok" },
    {
      description: "of events that had to wait goes by when they happened",
      begins: -5 * MINUTE,
      waited: 2 * HOUR,
      status: "stale",
    },
    {
      description: "of events that a replay brings days later goes by it, too",
      begins: -HOUR,
      waited: 50 * HOUR,
      status: "stale",
    },
    {
      description: "of events that were days late may be the rest of others that were late and lost",
      begins: -25 * HOUR,
      waited: 50 * HOUR,
      status: "stale",
    },
    {
      description: "named by the source, within a day, may be a rest",
      name: "s",
      begins: 24 * HOUR,
      status: "stale",
    },
    { description: "named by the source, later, is none", name: "s", begins: 25 * HOUR, status: "ok" },
  ])("$description", ({ name, begins, waited = 0, status }) => {
    const state = stateOf({ begins, ...(name !== undefined && { name }) });
    doubtOpened(state, state.sessions[0]!, TAKEN_OVER, TAKEN_OVER + begins + waited, rules);
    expect(sessionStatus(state, state.sessions[0]!)).toBe(status);
  });

  test("on a server that took over from none is a session of its own", () => {
    const state = stateOf({});
    doubtOpened(state, state.sessions[0]!, lastLoss(state, { name: "one.", since: 0 }), TAKEN_OVER, rules);
    expect(sessionStatus(state, state.sessions[0]!)).toBe("ok");
  });
});

describe("an event that may have been applied and forgotten", () => {
  test.each([
    { description: "opened its session", of: { isOpened: true, isPurchase: false }, later: "index_stale" },
    { description: "is a purchase", of: { isOpened: false, isPurchase: true }, later: "index_stale" },
    { description: "only went on with its session", of: { isOpened: false, isPurchase: false }, later: "ok" },
  ])("makes its session doubtful; where it $description, later ones are $later", ({ of, later }) => {
    const state = stateOf({});
    doubtForgotten(state, state.sessions[0]!, of);
    expect(sessionStatus(state, state.sessions[0]!)).toBe("stale");
    foldEvent(state, foldedEvent(), "u-1", TAKEN_OVER + 2 * HOUR, rules);
    expect(sessionStatus(state, state.sessions[0]!)).toBe(later);
  });
});

describe("the last loss of a state", () => {
  test.each([
    { description: "is what it says itself", lostAt: 7, since: 5, last: 7 },
    { description: "is the take-over where that was later", lostAt: 5, since: 7, last: 7 },
  ])("$description", ({ lostAt, since, last }) => {
    expect(lastLoss({ ...noState(), lostAt }, { name: "two.", since })).toBe(last);
  });

  test("is noted in a state that may lack what came before", () => {
    const state = stateOf({ version: "one.w-1" });
    doubtState(state, server);
    expect(state.lostAt).toBe(TAKEN_OVER);
  });
});
