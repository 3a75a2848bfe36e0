import type { RuntimeClock } from "./clock.ts";
import type { Functions } from "./functions.ts";
import type { Plan } from "./interpret/plan.ts";
import { type RunningSchedule, runSchedule } from "./triggers/schedule/run.ts";
import type { LocalRuntime, LogLine } from "./types.ts";

export interface ScheduleOptions {
  clock: RuntimeClock;
  functions: Functions;
  region: string;
  accountId: string;
  hurry: boolean;
  /** By function: a declared name or its last part. What the stack declares as disabled stays off under "all". */
  wanted: "all" | "none" | readonly string[];
  log(line: LogLine): void;
}

/** Lambda's own number of retries of an asynchronous invocation. */
const ASYNC_RETRIES = 2;

/** Prepares every declared schedule and starts those that are wanted. */
export function startSchedules(
  plan: Plan,
  options: ScheduleOptions,
): LocalRuntime["schedules"] & { close(): void } {
  const { functions, wanted, clock, region, accountId, hurry } = options;
  const running: RunningSchedule[] = [];
  const byFunction = new Map<string, RunningSchedule>();
  for (const schedule of plan.schedules) {
    const { name } = functions.find(schedule.function);
    const retries = plan.asyncRetries.get(name) ?? plan.asyncRetries.get(schedule.function) ?? ASYNC_RETRIES;
    const started = runSchedule(schedule, name, retries, {
      clock,
      invoke: functions.invoke,
      region,
      accountId,
      retryPause: hurry ? 1_000 : 60_000,
      log: (text) => options.log({ source: `schedule ${schedule.name}`, level: "warn", text }),
    });
    running.push(started);
    byFunction.set(name, started);
    if (wanted === "all" && schedule.enabled) started.start();
  }

  const find = (functionName: string): RunningSchedule => {
    const { name } = functions.find(functionName);
    const schedule = byFunction.get(name);
    if (schedule) return schedule;
    throw new Error(`The function ${name} has no schedule.`);
  };
  if (typeof wanted === "object") for (const name of wanted) find(name).start();

  return {
    list: () => running.map((schedule) => schedule.describe()),
    runNow: (functionName) => find(functionName).runNow(),
    start: (functionName) => find(functionName).start(),
    stop: (functionName) => find(functionName).stop(),
    close() {
      for (const schedule of running) schedule.stop();
    },
  };
}
