import { describe, expect, test } from "@jest/globals";
import { payloadOf } from "../../../../../../scripts/local/runtime/lambda/payload.ts";
import { runSchedule } from "../../../../../../scripts/local/runtime/triggers/schedule/run.ts";
import { simulatedClock } from "../../simulated-clock.ts";

const definition = {
  name: "every-minute",
  arn: "arn:aws:events:eu-west-1:0:rule/every-minute",
  function: "produce",
  expression: "rate(1 minute)",
  enabled: true,
};
const error = { kind: "Unhandled", errorType: "Error", errorMessage: "" } as const;
const throttle = { kind: "Throttled", errorType: "TooManyRequestsException", errorMessage: "" } as const;

function run(failures: number, retries: number, input?: string, why: typeof error | typeof throttle = error) {
  const clock = simulatedClock();
  const payloads: string[] = [];
  const logged: string[] = [];
  const rules = { retries, maximumAge: 60_000 };
  const schedule = runSchedule({ ...definition, ...(input && { input }) }, "produce", rules, {
    clock,
    region: "eu-west-1",
    accountId: "0",
    retryPause: 1_000,
    log: (text) => logged.push(text),
    async invoke(_name, payload) {
      payloads.push(payload.text());
      return {
        requestId: "r",
        durationMs: 0,
        ...(payloads.length <= failures ? { error: why } : { payload: payloadOf("{}") }),
      };
    },
  });
  return { clock, payloads, schedule, logged };
}

describe("a schedule", () => {
  test("invokes at its rate while it runs", async () => {
    const { clock, payloads, schedule } = run(0, 0);
    await clock.advance(120_000);
    expect(payloads).toHaveLength(0);
    schedule.start();
    expect(schedule.describe()).toMatchObject({ running: true, next: clock.now() + 60_000 });
    await clock.advance(180_000);
    schedule.stop();
    await clock.advance(180_000);
    expect(payloads).toHaveLength(3);
  });

  test("sends the event of a rule, or the declared input", async () => {
    const rule = run(0, 0);
    await rule.schedule.runNow();
    expect(JSON.parse(rule.payloads[0]!)).toMatchObject({
      "detail-type": "Scheduled Event",
      source: "aws.events",
      resources: [definition.arn],
    });
    const constant = run(0, 0, '{"n":1}');
    await constant.schedule.runNow();
    expect(constant.payloads).toEqual(['{"n":1}']);
  });

  test.each([
    { retries: 0, failures: 1, calls: 1, ends: "with the error" },
    { retries: 2, failures: 2, calls: 3, ends: "well" },
    { retries: 2, failures: 9, calls: 3, ends: "with the error" },
  ])("$failures failures with $retries retries end $ends", async ({ retries, failures, calls, ends }) => {
    const { clock, payloads, schedule } = run(failures, retries);
    const result = schedule.runNow();
    await clock.advance(60_000);
    expect((await result).error === undefined).toBe(ends === "well");
    expect(payloads).toHaveLength(calls);
  });

  test.each([
    {
      what: "is tried again until there is room, and counts for no failure",
      throttled: 3,
      calls: 4,
      error: undefined,
    },
    { what: "is dropped when it is too old", throttled: 99, calls: 6, error: throttle },
  ])("an invocation that is throttled $what", async ({ throttled, calls, error }) => {
    const { clock, payloads, schedule } = run(throttled, 0, undefined, throttle);
    const result = schedule.runNow();
    await clock.advance(120_000);
    expect((await result).error).toEqual(error);
    expect(payloads).toHaveLength(calls);
  });

  test.each([
    { what: "failed", why: error, logged: ["produce failed on its schedule: Error"] },
    { what: "was dropped, since the one before it took long", why: throttle, logged: [] },
  ])("says of an invocation that it $what", async ({ why, logged: expected }) => {
    const { clock, schedule, logged } = run(Number.POSITIVE_INFINITY, 0, undefined, why);
    schedule.start();
    await clock.advance(60_000);
    schedule.stop();
    await clock.advance(120_000);
    expect(logged).toEqual(expected);
  });
});
