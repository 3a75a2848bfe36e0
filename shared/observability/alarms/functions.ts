import type { AlarmRule } from "../alarm-rule.ts";
import { lambdaMetric, metricOf, triggerMetric } from "../metric.ts";
import type { WatchedFunction, WatchedResources } from "../watched.ts";
import type { WatchedSettings } from "../watched-settings.ts";

/** Alarms on the functions, and on the triggers and schedules that drive them. */
export function functionAlarms(
  { functions }: WatchedResources,
  alarms: WatchedSettings["alarms"],
): AlarmRule[] {
  return Object.entries(functions).flatMap(([id, watched]) => [
    ...invocations(id, watched),
    ...watched.mappings.flatMap((uuid) => trigger(id, watched, uuid)),
    ...schedule(id, watched, alarms),
  ]);
}

function invocations(id: string, { name, timeoutSeconds }: WatchedFunction): AlarmRule[] {
  const of = lambdaMetric(name);
  return [
    {
      id: `${id}-errors`,
      description: "Invocations fail. Stream triggers wait and retry, so events are late, not lost.",
      of: of("Errors"),
      limit: { above: 0 },
      periods: 5,
    },
    {
      id: `${id}-throttles`,
      description: "Invocations are refused: raise the account's or the function's concurrency.",
      of: of("Throttles"),
      limit: { above: 0 },
      periods: 5,
    },
    {
      id: `${id}-slow`,
      description: "Invocations come within a tenth of their timeout: a dependency is slow.",
      of: of("Duration", "Maximum"),
      limit: { above: timeoutSeconds * 900 },
      periods: 3,
    },
  ];
}

const FIVE_MINUTES_MS = 300_000;

function trigger(id: string, { name }: WatchedFunction, uuid: string): AlarmRule[] {
  return [
    {
      id: `${id}-iterator-age`,
      description: "Events wait in the stream for more than five minutes.",
      of: lambdaMetric(name)("IteratorAge", "Maximum"),
      limit: { above: FIVE_MINUTES_MS },
      periods: 5,
    },
    {
      id: `${id}-given-up`,
      description: "The trigger gave records up; their bytes are fetched into the failed-events bucket.",
      of: triggerMetric(uuid)("OnFailureDestinationDeliveredEventCount"),
      limit: { above: 0 },
      periods: 1,
    },
    {
      id: `${id}-dropped`,
      description: "The trigger dropped events: they are in no place at all.",
      of: triggerMetric(uuid)("DroppedEventCount"),
      limit: { above: 0 },
      periods: 1,
    },
    {
      id: `${id}-undelivered`,
      description: "Records that were given up could not be reported to the failed queue.",
      of: lambdaMetric(name)("DestinationDeliveryFailures"),
      limit: { above: 0 },
      periods: 1,
    },
  ];
}

function schedule(
  id: string,
  { name, rules, scheduled, everyMinutes = 1 }: WatchedFunction,
  alarms: WatchedSettings["alarms"],
): AlarmRule[] {
  if (rules.length === 0) return [];
  const refused = rules.map(
    (rule, at): AlarmRule => ({
      id: `${id}-not-invoked${at === 0 ? "" : `-${at + 1}`}`,
      description: "The schedule could not invoke its function.",
      of: metricOf("AWS/Events", { RuleName: rule })("FailedInvocations"),
      limit: { above: 0 },
      periods: 1,
    }),
  );
  const silent: AlarmRule = {
    id: `${id}-silent`,
    description: `The function, which runs every ${everyMinutes === 1 ? "minute" : `${everyMinutes} minutes`}, has not run for ${everyMinutes === 1 ? "five" : 2 * everyMinutes}.`,
    of: lambdaMetric(name)("Invocations"),
    limit: { below: 1 },
    ...(everyMinutes === 1 ? { periods: 5 } : { periods: 2, period: everyMinutes * 60 }),
    silence: "bad",
  };
  return scheduled && alarms.onSilence ? [...refused, silent] : refused;
}
