import { describe, expect, test } from "@jest/globals";
import { parseSchedule } from "../../../../../../scripts/local/runtime/triggers/schedule/expression.ts";

const at = (text: string) => Date.parse(text);

describe("a schedule expression", () => {
  test.each([
    { expression: "rate(1 minute)", now: "2026-03-01T10:00:30Z", next: "2026-03-01T10:01:30Z" },
    { expression: "rate(5 minutes)", now: "2026-03-01T10:00:00Z", next: "2026-03-01T10:05:00Z" },
    { expression: "rate(1 day)", now: "2026-03-01T10:00:00Z", next: "2026-03-02T10:00:00Z" },
  ])("$expression after $now", ({ expression, now, next }) => {
    expect(parseSchedule(expression)(at(now))).toBe(at(next));
  });

  test.each(["rate(0 minutes)", "rate(1 week)", "cron(0 12 * * ? *)", "at(now)"])(
    "%s is refused with a sentence that names it",
    (expression) => {
      expect(() => parseSchedule(expression)).toThrow(expression);
    },
  );
});
