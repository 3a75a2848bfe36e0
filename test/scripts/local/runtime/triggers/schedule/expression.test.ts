import { describe, expect, test } from "@jest/globals";
import { parseSchedule } from "../../../../../../scripts/local/runtime/triggers/schedule/expression.ts";

const at = (text: string) => Date.parse(text);

describe("a schedule expression", () => {
  test.each([
    { expression: "rate(1 minute)", now: "2026-03-01T10:00:30Z", next: "2026-03-01T10:01:30Z" },
    { expression: "rate(5 minutes)", now: "2026-03-01T10:00:00Z", next: "2026-03-01T10:05:00Z" },
    { expression: "rate(1 day)", now: "2026-03-01T10:00:00Z", next: "2026-03-02T10:00:00Z" },
    { expression: "cron(0 12 * * ? *)", now: "2026-03-01T12:00:00Z", next: "2026-03-02T12:00:00Z" },
    { expression: "cron(0/15 * * * ? *)", now: "2026-03-01T10:16:00Z", next: "2026-03-01T10:30:00Z" },
    { expression: "cron(30 8-10 * * ? *)", now: "2026-03-01T10:31:00Z", next: "2026-03-02T08:30:00Z" },
    { expression: "cron(0 0 1 JAN ? *)", now: "2026-03-01T10:00:00Z", next: "2027-01-01T00:00:00Z" },
    { expression: "cron(0 9 ? * MON-FRI *)", now: "2026-03-06T10:00:00Z", next: "2026-03-09T09:00:00Z" },
    { expression: "cron(5,35 * * * ? 2026)", now: "2026-03-06T10:05:00Z", next: "2026-03-06T10:35:00Z" },
  ])("$expression after $now", ({ expression, now, next }) => {
    expect(parseSchedule(expression)(at(now))).toBe(at(next));
  });

  test("a year that is over never comes", () => {
    expect(parseSchedule("cron(0 0 * * ? 2020)")(at("2026-01-01T00:00:00Z"))).toBe(Number.POSITIVE_INFINITY);
  });

  test.each([
    "rate(0 minutes)",
    "rate(1 week)",
    "cron(0 12 * *)",
    "cron(0 25 * * ? *)",
    "cron(0 12 L * ? *)",
    "at(now)",
  ])("%s is refused with a sentence that names it", (expression) => {
    expect(() => parseSchedule(expression)).toThrow(expression);
  });
});
