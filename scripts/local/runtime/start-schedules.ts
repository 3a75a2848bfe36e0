import type { RuntimeClock } from "./clock.ts";
import type { Functions } from "./functions.ts";
import { asyncDefaults, type Plan } from "./interpret/plan.ts";
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

/** Prepares every declared schedule and starts those that are wanted. */
export function startSchedules(
  plan: Plan,
  options: ScheduleOptions,
): LocalRuntime["schedules"] & { close(): void } {
  const { functions, wanted, clock, region, accountId, hurry } = options;
  const running: RunningSchedule[] = [];
  const byFunction = new Map<string, RunningSchedule[]>();
  for (const schedule of plan.schedules) {
    const { name } = functions.find(schedule.function);
    const rules = plan.asyncRules.get(name) ?? plan.asyncRules.get(schedule.function) ?? asyncDefaults;
    const started = runSchedule(schedule, name, rules, {
      clock,
      invoke: functions.invoke,
      region,
      accountId,
      retryPause: hurry ? 1_000 : 60_000,
      log: (text) => options.log({ source: `schedule ${schedule.name}`, level: "warn", text }),
    });
    running.push(started);
    byFunction.set(name, [...(byFunction.get(name) ?? []), started]);
    if (wanted === "all" && schedule.enabled) started.start();
  }

  /** Those that invoke a function: several where as many invocations begin together. */
  const find = (functionName: string): readonly RunningSchedule[] => {
    const { name } = functions.find(functionName);
    const schedules = byFunction.get(name);
    if (schedules) return schedules;
    throw new Error(`The function ${name} has no schedule.`);
  };
  const start = (functionName: string) => {
    for (const schedule of find(functionName)) schedule.start();
  };
  if (typeof wanted === "object") for (const name of wanted) start(name);

  return {
    list: () => running.map((schedule) => schedule.describe()),
    async runNow(functionName) {
      const results = await Promise.all(find(functionName).map((schedule) => schedule.runNow()));
      return results.find(({ error }) => error) ?? results[0]!;
    },
    start,
    stop(functionName) {
      for (const schedule of find(functionName)) schedule.stop();
    },
    close() {
      for (const schedule of running) schedule.stop();
    },
  };
}
