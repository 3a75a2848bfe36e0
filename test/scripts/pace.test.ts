import { describe, expect, test } from "@jest/globals";
import { ProgressPace, progressText, timeText } from "../../scripts/pace.ts";

describe("a pace", () => {
  test("says nothing before there is something to compare", () => {
    const pace = new ProgressPace();
    expect([pace.rate, pace.rest]).toEqual([undefined, undefined]);
    pace.sample(0.1, 10, 0);
    expect([pace.rate, pace.rest]).toEqual([undefined, undefined]);
  });

  test("is what was done, and how long the rest takes at it", () => {
    const pace = new ProgressPace();
    pace.sample(0, 0, 1_000);
    pace.sample(0.25, 500, 6_000);
    expect([pace.rate, pace.rest]).toEqual([100, 15]);
  });

  test("forgets how it was long ago", () => {
    const pace = new ProgressPace();
    for (let second = 0; second <= 60; second += 1)
      pace.sample(second / 100, second < 30 ? 0 : (second - 30) * 7, second * 1_000);
    expect(pace.rate).toBe(7);
  });

  test("does not promise an end while nothing moves", () => {
    const pace = new ProgressPace();
    pace.sample(0.5, 5, 0);
    pace.sample(0.5, 5, 5_000);
    expect([pace.rate, pace.rest]).toEqual([0, undefined]);
  });
});

test.each([
  { share: 0, count: 0, pace: {}, text: `${"░".repeat(24)} 0 %  0 events` },
  {
    share: 0.5,
    count: 12_345,
    pace: { rate: 99.6, rest: 7.2 },
    text: `${"█".repeat(12)}${"░".repeat(12)} 50 %  12,345 events  100/s  8 s left`,
  },
  { share: 0.999, count: 1, pace: { rate: 0 }, text: `${"█".repeat(24)} 99 %  1 events  0/s` },
])("progress of $share is shown as $text", ({ share, count, pace, text }) => {
  expect(progressText(share, count, "events", { rate: undefined, rest: undefined, ...pace })).toBe(text);
});

test.each([
  { seconds: 0.2, text: "1 s" },
  { seconds: 99, text: "99 s" },
  { seconds: 150, text: "3 min" },
  { seconds: 9_000, text: "2.5 h" },
])("$seconds seconds are $text", ({ seconds, text }) => expect(timeText(seconds)).toBe(text));
