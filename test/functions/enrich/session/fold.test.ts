import { describe, expect, test } from "@jest/globals";
import { foldEvent, sessionValues } from "../../../../functions/enrich/session/fold.ts";
import { noState } from "../../../../functions/enrich/session/state.ts";
import type { RawEvent } from "../../../../shared/event/raw.ts";
import { foldedEvent } from "../../../builders/folded-event.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const rules = { idleMs: 30 * MINUTE, capMs: 24 * HOUR };
const START = Date.parse("2026-03-04T10:00:00Z");

interface Step extends Partial<RawEvent> {
  /** Minutes after the first event. */
  minute: number;
}

/** Folds the steps, one event each, and returns what each was told of its session. */
function fold(steps: readonly Step[]) {
  const state = noState();
  return steps.map(({ minute, ...override }, at) => {
    const event = foldedEvent({ event_id: `e-${at}`, ...override });
    const sinceLastMs = foldEvent(state, event, "u-1", START + minute * MINUTE, rules);
    return sessionValues(state.sessions[0]!, sinceLastMs);
  });
}

describe("sessions cut by time", () => {
  test.each([
    { description: "29 minutes apart: one session", minutes: [0, 29], indexes: [1, 1] },
    { description: "30 minutes apart: still one", minutes: [0, 30], indexes: [1, 1] },
    { description: "31 minutes apart: two", minutes: [0, 31], indexes: [1, 2] },
    { description: "a late event joins the session it falls into", minutes: [0, 20, 10], indexes: [1, 1, 1] },
    { description: "a late event shortly before the start joins", minutes: [40, 20], indexes: [1, 1] },
    { description: "a late event long before the start opens its own", minutes: [100, 20], indexes: [1, 2] },
    {
      description: "the earlier session takes a late event of its own",
      minutes: [0, 60, 10],
      indexes: [1, 2, 1],
    },
  ])("$description", ({ minutes, indexes }) => {
    expect(fold(minutes.map((minute) => ({ minute }))).map(({ session_index }) => session_index)).toEqual(
      indexes,
    );
  });

  test.each([
    { description: "in order", minuteOf: (at: number) => at * 29 },
    { description: "the latest first", minuteOf: (at: number) => -at * 29 },
    {
      description: "in both directions by turns",
      minuteOf: (at: number) => (at % 2 === 0 ? at : -at) * 14.5,
    },
  ])("a session that never goes idle ends after 24 hours, its events $description", ({ minuteOf }) => {
    const sessions = fold(Array.from({ length: 60 }, (_, at) => ({ minute: minuteOf(at) })));
    expect(sessions.at(-1)!.session_index).toBeGreaterThan(1);
    const longest = Math.max(...sessions.map(({ session_duration_ms }) => Number(session_duration_ms)));
    expect(longest).toBeLessThanOrEqual(24 * HOUR);
    expect(longest).toBeGreaterThan(23 * HOUR);
  });
});

describe("sessions open at once", () => {
  const opened = (...ids: readonly string[]) =>
    fold(ids.map((session_id, minute) => ({ minute, session_id })))
      .filter(({ is_new_session }) => is_new_session)
      .map(({ session_id }) => session_id)
      .join("");

  test.each([
    { description: "eight stay open", events: "abcdefgh" + "abcdefgh", opens: "abcdefgh" },
    {
      description: "the ninth closes the first",
      events: "abcdefghi" + "bcdefghi" + "a",
      opens: "abcdefghia",
    },
    {
      description: "the ninth closes the one that was used least recently",
      events: "abcdefgh" + "a" + "i" + "acdefgh" + "b",
      opens: "abcdefghib",
    },
    { description: "the latest stays open whatever closes", events: "abcdefghi" + "hi", opens: "abcdefghi" },
  ])("$description", ({ events, opens }) => {
    expect(opened(...events)).toBe(opens);
  });
});

describe("sessions named by the source", () => {
  test("two that interleave stay two, and idle time does not cut them", () => {
    const sessions = fold([
      { minute: 0, session_id: "a" },
      { minute: 1, session_id: "b" },
      { minute: 90, session_id: "a" },
      { minute: 91, session_id: "b" },
    ]);
    expect(
      sessions.map((session) => [
        session.session_id,
        session.session_index,
        session.session_event_index,
        session.is_new_session,
      ]),
    ).toEqual([
      ["a", 1, 1, true],
      ["b", 2, 1, true],
      ["a", 1, 2, false],
      ["b", 2, 2, false],
    ]);
  });
});

describe("aggregates", () => {
  test("count what happened so far, the event itself included", () => {
    const sessions = fold([
      { minute: 0, event_name: "page_view" },
      { minute: 1, event_name: "product_view" },
      { minute: 2, event_name: "add_to_cart", price: 10.1, quantity: 3 },
      { minute: 3, event_name: "remove_from_cart", price: 10.1 },
      { minute: 4, event_name: "purchase", price: 20.2 },
    ]);
    expect(
      sessions.map((session) => [
        session.session_page_views,
        session.session_product_views,
        session.session_add_to_carts,
        session.session_purchases,
        session.session_cart_value,
      ]),
    ).toEqual([
      [1, 0, 0, 0, 0],
      [1, 1, 0, 0, 0],
      [1, 1, 1, 0, 30.3],
      [1, 1, 1, 0, 20.2],
      [1, 1, 1, 1, 0],
    ]);
    expect(sessions.map((session) => session.seconds_since_last_event)).toEqual([undefined, 60, 60, 60, 60]);
    expect(sessions.at(-1)).toMatchObject({
      session_event_index: 5,
      session_duration_ms: 4 * MINUTE,
      session_started_at: START,
    });
  });

  test.each([
    {
      description: "removing more than was added leaves nothing, not a debt",
      step: { event_name: "remove_from_cart", price: 5 },
      value: 0,
    },
    {
      description: "an absurd price stays a number",
      step: { event_name: "add_to_cart", price: 1e308, quantity: 2e9 },
      value: 1e11,
    },
    {
      description: "a negative price does not lower the cart below nothing",
      step: { event_name: "add_to_cart", price: -3 },
      value: 0,
    },
  ])("$description", ({ step, value }) => {
    expect(fold([{ minute: 0, ...step }])[0]!.session_cart_value).toBe(value);
  });

  test("a generated id names the same session when the same events are folded again", () => {
    const steps = [{ minute: 0 }, { minute: 90 }];
    expect(fold(steps)).toEqual(fold(steps));
  });
});

describe("what is known of the device before the session", () => {
  test("is set where the session begins, and does not change in it", () => {
    const sessions = fold([
      { minute: 0 },
      { minute: 1, event_name: "purchase" },
      { minute: 1441, event_name: "purchase" },
      { minute: 1442, event_name: "purchase" },
      { minute: 1502 },
    ]);
    expect(sessions.map((session) => [session.purchases_before, session.days_since_session])).toEqual([
      [0, undefined],
      [0, undefined],
      [1, 1],
      [1, 1],
      [3, 0.0417],
    ]);
  });

  test("is not negative where the source goes on with two sessions at once", () => {
    const sessions = fold([
      { minute: 9, session_id: "a" },
      { minute: 8, session_id: "b" },
    ]);
    expect(sessions[1]!.days_since_session).toBe(0);
  });
});

test("what is in the cart is worth its items, where the event lists them", () => {
  const sessions = fold([
    { minute: 0, event_name: "add_to_cart", items: [{ price: 10, quantity: 2 }, { price: 5 }] },
    { minute: 1, event_name: "add_to_cart", price: 3 },
    { minute: 2, event_name: "remove_from_cart", items: [{ price: 5 }] },
  ]);
  expect(sessions.map((session) => session.session_cart_value)).toEqual([25, 28, 23]);
});
