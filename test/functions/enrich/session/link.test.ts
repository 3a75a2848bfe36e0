import { describe, expect, test } from "@jest/globals";
import { personStatus } from "../../../../functions/enrich/session/doubt.ts";
import { foldEvent } from "../../../../functions/enrich/session/fold.ts";
import { linkedPerson } from "../../../../functions/enrich/session/link.ts";
import { noState } from "../../../../functions/enrich/session/state.ts";
import type { RawEvent } from "../../../../shared/event/raw.ts";
import { foldedEvent } from "../../../builders/folded-event.ts";

const MINUTE = 60_000;
const rules = { idleMs: 30 * MINUTE, capMs: 24 * 60 * MINUTE };
const START = Date.parse("2026-03-04T10:00:00Z");
const DEVICE = "device";

type Visit = Partial<RawEvent> & { minute: number };

/** Which session each event of one device is in, and whose it is. */
function fold(visits: readonly Visit[], device = DEVICE): [session: number, person: string][] {
  const state = noState();
  return visits.map(({ minute, ...override }, at) => {
    const event = foldedEvent({ event_id: `e-${at}`, user_id: undefined, ...override } as Partial<RawEvent>);
    foldEvent(state, event, device, START + minute * MINUTE, rules);
    return [state.sessions[0]!.index, linkedPerson(state, event, device)];
  });
}

const by = (user: string | undefined, minute: number, more: Partial<RawEvent> = {}): Visit => ({
  minute,
  ...(user === undefined ? {} : { user_id: user }),
  ...more,
});

test.each<{ description: string; visits: Visit[]; expected: [number, string][] }>([
  {
    description: "a login in mid-visit goes on with the session",
    visits: [by(undefined, 0), by("ann", 1), by("ann", 2)],
    expected: [
      [1, DEVICE],
      [1, "ann"],
      [1, "ann"],
    ],
  },
  {
    description: "after a logout it is still the same person",
    visits: [by("ann", 0), by(undefined, 1), by(undefined, 500)],
    expected: [
      [1, "ann"],
      [1, "ann"],
      [2, "ann"],
    ],
  },
  {
    description: "another user cuts the session, and so does the first one who comes back",
    visits: [by("ann", 0), by("bob", 1), by("ann", 2), by(undefined, 3)],
    expected: [
      [1, "ann"],
      [2, "bob"],
      [3, "ann"],
      [3, "ann"],
    ],
  },
  {
    description: "another user cuts the session that a known device began without a login",
    visits: [by("ann", 0), by(undefined, 100), by("bob", 101)],
    expected: [
      [1, "ann"],
      [2, "ann"],
      [3, "bob"],
    ],
  },
  {
    description: "a late event of the user before joins the session of that time, and links nothing",
    visits: [by("ann", 0), by("bob", 10), by("ann", 5), by(undefined, 11)],
    expected: [
      [1, "ann"],
      [2, "bob"],
      [1, "ann"],
      [2, "bob"],
    ],
  },
  {
    description: "a late event of a user unknown so far has a session of its own, and those after it join it",
    visits: [by("bob", 10), by("ann", 5), by("ann", 6), by("bob", 11), by("ann", 12)],
    expected: [
      [1, "bob"],
      [2, "ann"],
      [2, "ann"],
      [1, "bob"],
      [3, "ann"],
    ],
  },
  {
    description: "a session ended when the first of several others came, not the last",
    visits: [by("ann", 0), by("bob", 1), by("eve", 5), by("ann", 3)],
    expected: [
      [1, "ann"],
      [2, "bob"],
      [3, "eve"],
      [4, "ann"],
    ],
  },
  {
    description: "of two users in one instant the device is linked to the one whose event came last",
    visits: [by("ann", 0), by("bob", 0), by(undefined, 0)],
    expected: [
      [1, "ann"],
      [2, "bob"],
      [2, "bob"],
    ],
  },
  {
    description: "a session that the source names is its own to cut",
    visits: [by("ann", 0, { session_id: "s" }), by("bob", 1, { session_id: "s" })],
    expected: [
      [1, "ann"],
      [1, "bob"],
    ],
  },
])("$description", ({ visits, expected }) => {
  expect(fold(visits)).toEqual(expected);
});

test("an event without a device goes by its user, who needs no link", () => {
  expect(fold([by("ann", 0), by("ann", 40)], "ann")).toEqual([
    [1, "ann"],
    [2, "ann"],
  ]);
  const state = noState();
  foldEvent(state, foldedEvent({ user_id: "ann" }), "ann", START, rules);
  expect(state).toMatchObject({ linkedUser: "", sessions: [{ user: "" }] });
});

describe("what is said of the person", () => {
  const doubtful = () => ({ ...noState(), linkDoubtful: true });

  test("is in doubt where a link may be lost and the event names nobody", () => {
    expect(personStatus(doubtful(), {})).toBe("stale");
    expect(personStatus(doubtful(), { user_id: "ann" })).toBe("ok");
    expect(personStatus(noState(), {})).toBe("ok");
  });

  test.each([
    { description: "since the loss", lostAt: START, status: "ok" },
    { description: "before it: a lost link may be later", lostAt: START + 1, status: "stale" },
  ])("is certain again once a user is named who was there $description", ({ lostAt, status }) => {
    const state = { ...doubtful(), lostAt };
    foldEvent(state, foldedEvent({ user_id: "ann" }), DEVICE, START, rules);
    expect(personStatus(state, {})).toBe(status);
  });
});

describe("where the link of a device is in doubt", () => {
  const lostAt = START - 60 * MINUTE;
  /** One visit after the other; what the last one's session is. */
  function sessionAfter(visits: readonly Visit[]) {
    const state = { ...noState(), linkDoubtful: true, lostAt };
    for (const { minute, ...override } of visits) {
      const event = foldedEvent({ user_id: undefined, ...override } as Partial<RawEvent>);
      foldEvent(state, event, DEVICE, START + minute * MINUTE, rules);
    }
    const { user, doubtful } = state.sessions[0]!;
    return { user, doubtful };
  }

  test.each<{ description: string; visits: Visit[]; expected: { user: string; doubtful: boolean } }>([
    {
      description: "a session without a user is sure, and nobody's",
      visits: [by(undefined, 0), by(undefined, 1)],
      expected: { user: "", doubtful: false },
    },
    {
      description: "a user who goes on with it makes it doubtful, as it may have been another's",
      visits: [by(undefined, 0), by("ann", 1)],
      expected: { user: "ann", doubtful: true },
    },
    {
      description: "a session that a user has begun since the loss is sure",
      visits: [by("ann", 0), by("ann", 1), by(undefined, 2)],
      expected: { user: "ann", doubtful: false },
    },
    {
      description: "the sessions of a user from before the loss are doubtful once another is named",
      visits: [by("ann", -70), by("bob", -65), by("ann", -68)],
      expected: { user: "ann", doubtful: true },
    },
  ])("$description", ({ visits, expected }) => {
    expect(sessionAfter(visits)).toEqual(expected);
  });

  test("a session that the source names is sure", () => {
    const named = { session_id: "s-1" };
    expect(sessionAfter([by(undefined, 0, named), by("ann", 1, named)])).toEqual({
      user: "",
      doubtful: false,
    });
  });
});
