import { expect, test } from "@jest/globals";
import { Live } from "../../../../scripts/local/run/live.ts";
import { SessionFunnel } from "../../../../scripts/local/run/session-funnel.ts";

const counted = (events: readonly [name: string, session: string][]): number[] => {
  const funnel = new SessionFunnel();
  for (const [name, session] of events) funnel.onEvent(name, session);
  return funnel.counts().map(({ count }) => count);
};

test.each<{ description: string; events: [string, string][]; expected: number[] }>([
  {
    description: "each step of a session once, however often it is taken",
    events: [
      ["product_view", "a"],
      ["product_view", "a"],
      ["add_to_cart", "a"],
      ["add_to_cart", "a"],
      ["begin_checkout", "a"],
      ["purchase", "a"],
      ["purchase", "a"],
    ],
    expected: [1, 1, 1, 1],
  },
  {
    description: "no step without the one before it",
    events: [
      ["add_to_cart", "a"],
      ["purchase", "b"],
      ["product_view", "a"],
      ["add_to_cart", "a"],
    ],
    expected: [1, 1, 0, 0],
  },
  {
    description: "each session by itself, and nothing that is no step",
    events: [
      ["product_view", "a"],
      ["click", "a"],
      ["add_to_cart", "b"],
      ["product_view", "b"],
    ],
    expected: [2, 0, 0, 0],
  },
])("the funnel counts $description", ({ events, expected }) => {
  expect(counted(events)).toEqual(expected);
});

test("a login in mid-visit is one session, and bots are none", () => {
  const live = new Live();
  const event = { event_id: "e", session_id: "1", anonymous_id: "device" };
  live.onEnriched({ ...event, event_name: "product_view" }, 0);
  live.onEnriched({ ...event, event_name: "add_to_cart", user_id: "ann" }, 0);
  live.onEnriched({ ...event, event_name: "product_view", session_id: "2", is_bot: true }, 0);
  live.onEnriched({ ...event, event_name: "product_view", anonymous_id: "another" }, 0);
  expect(live.funnel.counts().map(({ count }) => count)).toEqual([2, 1, 0, 0]);
});
