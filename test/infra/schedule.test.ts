import { describe, expect, test } from "@jest/globals";
import { legalSchedule } from "../../infra/checks/schedule.ts";

describe("a schedule that EventBridge takes", () => {
  test.each([
    "rate(1 minute)",
    "rate(5 minutes)",
    "rate(12 hours)",
    "rate(1 day)",
    "cron(0 10 * * ? *)",
    "cron(15 12 * * ? *)",
    "cron(0 18 ? * MON-FRI *)",
    "cron(0 8 1 * ? *)",
    "cron(0/15 * * * ? *)",
    "cron(0/5 8-17 ? * MON-FRI *)",
    "cron(0 9 ? * 2#1 *)",
    "cron(0 0 L * ? 2026-2030)",
    "cron(0 0 3W JAN,jul ? *)",
  ])("%s", (expression) => {
    expect(legalSchedule(expression)).toBe(true);
  });
});

describe("a schedule that it refuses", () => {
  test.each([
    ["one of several", "rate(1 minutes)"],
    ["several of one", "rate(5 minute)"],
    ["none", "rate(0 minutes)"],
    ["seconds", "rate(30 seconds)"],
    ["five fields", "cron(0 * * * *)"],
    ["both days", "cron(0 10 * * * *)"],
    ["neither day", "cron(0 10 ? * ? *)"],
    ["minute 60", "cron(60 10 * * ? *)"],
    ["hour 24", "cron(0 24 * * ? *)"],
    ["day 0", "cron(0 10 0 * ? *)"],
    ["a month that is none", "cron(0 10 1 JUM ? *)"],
    ["weekday 8", "cron(0 10 ? * 8 *)"],
    ["a range from its end", "cron(0 17-8 * * ? *)"],
    ["no step", "cron(0/0 * * * ? *)"],
    ["a year long gone", "cron(0 10 1 1 ? 1969)"],
    ["words", "every minute"],
  ])("%s: %s", (_what, expression) => {
    expect(legalSchedule(expression)).toBe(false);
  });
});
