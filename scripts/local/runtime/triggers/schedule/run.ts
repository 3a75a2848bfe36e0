import { randomUUID } from "node:crypto";
import { type RuntimeClock, wait } from "../../clock.ts";
import type { AsyncRules, ScheduleDefinition } from "../../interpret/plan.ts";
import { payloadOf } from "../../lambda/payload.ts";
import type { InvocationResult, Invoke } from "../../lambda/types.ts";
import { parseSchedule } from "./expression.ts";
import type { ScheduleStatus } from "./types.ts";

export interface SchedulePorts {
  clock: RuntimeClock;
  invoke: Invoke;
  region: string;
  accountId: string;
  /** Pause before an asynchronous retry, ms; Lambda waits a minute, then two. */
  retryPause: number;
  log(text: string): void;
}

export interface RunningSchedule {
  describe(): ScheduleStatus;
  /** Invokes once, now, and waits for the end. */
  runNow(): Promise<InvocationResult>;
  start(): void;
  stop(): void;
}

const DAY = 24 * 60 * 60 * 1000;

/** Pauses before one is tried again that was throttled, ms: at first, twice as long each time, and at most. */
const THROTTLED = { first: 1_000, most: 300_000 };

/**
 * Runs one declared schedule. Invocations are asynchronous, and the clock goes on: a failed one is retried, and one that was
 * throttled as long as it is not too old; Lambda then drops it, which is no failure ("How Lambda handles errors and retries
 * with asynchronous invocation", AWS Lambda guide).
 */
export function runSchedule(
  schedule: ScheduleDefinition,
  functionName: string,
  { retries, maximumAge }: AsyncRules,
  ports: SchedulePorts,
): RunningSchedule {
  const { clock } = ports;
  const nextTime = parseSchedule(schedule.expression);
  let next: number | undefined;
  let cancel = () => {};

  async function runNow(): Promise<InvocationResult> {
    const payload = payloadOf(schedule.input ?? scheduledEvent(schedule, clock.now(), ports));
    const begun = clock.now();
    let failures = 0;
    let throttled = THROTTLED.first;
    for (;;) {
      const result = await ports.invoke(functionName, payload);
      if (result.error?.kind === "Throttled") {
        if (clock.now() + throttled - begun > maximumAge) return result;
        await wait(clock, throttled);
        throttled = Math.min(throttled * 2, THROTTLED.most);
        continue;
      }
      failures += 1;
      if (!result.error || failures > retries) return result;
      await wait(clock, ports.retryPause * failures);
    }
  }

  function arm(due = nextTime(clock.now())): void {
    next = due;
    if (due === Number.POSITIVE_INFINITY) return;
    const pause = Math.max(0, due - clock.now());
    // A timer holds 24 days at most.
    cancel = clock.after(Math.min(pause, DAY), () => {
      if (pause > DAY) return arm(due);
      arm();
      void runNow().then((result) => {
        if (result.error && result.error.kind !== "Throttled")
          ports.log(`${functionName} failed on its schedule: ${result.error.errorType}`);
      });
    });
  }

  return {
    describe: () => ({
      name: schedule.name,
      function: functionName,
      expression: schedule.expression,
      running: next !== undefined,
      ...(next !== undefined && { next }),
    }),
    runNow,
    start() {
      if (next === undefined) arm();
    },
    stop() {
      cancel();
      next = undefined;
    },
  };
}

function scheduledEvent(
  schedule: ScheduleDefinition,
  now: number,
  { region, accountId }: SchedulePorts,
): string {
  return JSON.stringify({
    version: "0",
    id: randomUUID(),
    "detail-type": "Scheduled Event",
    source: "aws.events",
    account: accountId,
    time: new Date(now).toISOString().replace(/\.\d+Z$/, "Z"),
    region,
    resources: [schedule.arn],
    detail: {},
  });
}
