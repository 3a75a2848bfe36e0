import type { FunctionName } from "../../settings/functions.ts";
import type { AlarmRule } from "../alarm-rule.ts";
import { lambdaMetric, metricOf, triggerMetric } from "../metric.ts";
import type { WatchedFunction, WatchedResources } from "../watched.ts";
import type { WatchedSettings } from "../watched-settings.ts";

/** Alarms on the functions, and on the triggers and schedules that drive them. */
export function functionAlarms(
  { functions }: WatchedResources,
  alarms: WatchedSettings["alarms"],
): AlarmRule[] {
  return (Object.entries(functions) as [FunctionName, WatchedFunction][]).flatMap(([id, watched]) => [
    ...invocations(id, watched),
    ...watched.mappings.flatMap((uuid) => trigger(id, watched, uuid)),
    ...schedule(id, watched, alarms),
  ]);
}

/** What comes of an invocation that fails. */
const failing: Readonly<Record<FunctionName, string>> = {
  produce: "What was not read is read by the next run, from where the last one came to.",
  generate: "Synthetic events of that minute are missing, and nothing else.",
  enrich:
    "The trigger tries again: events are late, and after `triggers.enrich.recordAgeSeconds` they are failed events.",
  predict:
    "The trigger tries again: predictions are late, and after `triggers.predict.recordAgeSeconds` they are failed events.",
  search: "The trigger tries again: events can be explored later, and are in all their places.",
  archive: "Firehose tries three times; what it gives up becomes failed events of stage archive.",
  failed: "Messages come again, and after five tries they are dead letters.",
  curate: "The next run does what is left; files that landed wait for it.",
  load: "Tables stay as they were: whoever loads them is told, and loads them again.",
  model: "Scoring requests fail and are made again: predictions are late.",
};

const MINUTES = 5;

/** A function that runs by the hour, or by hand, is never heard of in five minutes on end. */
function onEnd({ everyMinutes = 1, byHand }: WatchedFunction, minutes: number) {
  if (byHand) return { periods: 1 };
  return everyMinutes === 1 ? { periods: minutes } : { periods: 2, period: everyMinutes * 60 };
}

function invocations(id: FunctionName, watched: WatchedFunction): AlarmRule[] {
  const { name, timeoutSeconds } = watched;
  const of = lambdaMetric(name);
  return [
    {
      id: `${id}-errors`,
      description: `Invocations fail. ${failing[id]}`,
      remedy: `Look for ERROR in the log group /aws/lambda/${name}: the line names what was refused or out of reach. Roll back if it began with a deployment.`,
      of: of("Errors"),
      limit: { above: 0 },
      ...onEnd(watched, MINUTES),
    },
    {
      id: `${id}-throttles`,
      description: "Invocations are refused, as too many run at once.",
      remedy: `Raise \`functions.${id}.reservedConcurrency\` where it is set, else the account's quota of concurrent executions.`,
      of: of("Throttles"),
      limit: { above: 0 },
      ...onEnd(watched, MINUTES),
    },
    {
      id: `${id}-slow`,
      description: "Invocations come within a tenth of their timeout.",
      remedy: `Look which dependency is slow (the dashboard has Redis, the model and the table); else raise \`functions.${id}.memoryMb\`, which brings processor time, or \`functions.${id}.timeoutSeconds\`.`,
      of: of("Duration", "Maximum"),
      limit: { above: timeoutSeconds * 900 },
      ...onEnd(watched, 3),
    },
  ];
}

const FIVE_MINUTES_MS = 300_000;

function trigger(id: FunctionName, { name }: WatchedFunction, uuid: string): AlarmRule[] {
  return [
    {
      id: `${id}-iterator-age`,
      description: "Events wait in the stream for more than five minutes.",
      remedy: `Look at ${id}-errors first: a batch that fails is waited for. If none fails, more comes than is worked off: raise \`triggers.${id}.parallelization\`, or give the stream more shards.`,
      of: lambdaMetric(name)("IteratorAge", "Maximum"),
      limit: { above: FIVE_MINUTES_MS },
      periods: 5,
    },
    {
      id: `${id}-given-up`,
      description: "The trigger gave records up; their bytes are fetched into the failed-events bucket.",
      remedy: `See to what ${id}-errors names, then put them back: npm run replay, with --apply once its counts are right.`,
      of: triggerMetric(uuid)("OnFailureDestinationDeliveredEventCount"),
      limit: { above: 0 },
      periods: 1,
    },
    {
      id: `${id}-dropped`,
      description: "The trigger dropped events: they are in no place at all.",
      remedy:
        "Note the time, run the query pipeline_accounting for how many they are, and send them again from their source while it has them.",
      of: triggerMetric(uuid)("DroppedEventCount"),
      limit: { above: 0 },
      periods: 1,
    },
    {
      id: `${id}-undelivered`,
      description: "Records that were given up could not be reported to the failed queue.",
      remedy: `Look whether the role of ${name} may send to that queue. The records are in the stream until its retention ends: send them again from their source, or from there.`,
      of: lambdaMetric(name)("DestinationDeliveryFailures"),
      limit: { above: 0 },
      periods: 1,
    },
  ];
}

function schedule(
  id: FunctionName,
  { name, rules, scheduled, everyMinutes = 1 }: WatchedFunction,
  alarms: WatchedSettings["alarms"],
): AlarmRule[] {
  if (rules.length === 0) return [];
  const refused = rules.map(
    (rule, at): AlarmRule => ({
      id: `${id}-not-invoked${at === 0 ? "" : `-${at + 1}`}`,
      description: "The schedule could not invoke its function.",
      remedy: `Look whether ${name} is there and lets the rule in (aws lambda get-policy): deploy again, which puts both right.`,
      of: metricOf("AWS/Events", { RuleName: rule })("FailedInvocations"),
      limit: { above: 0 },
      periods: 1,
    }),
  );
  const silent: AlarmRule = {
    id: `${id}-silent`,
    description: `The function, which runs every ${everyMinutes === 1 ? "minute" : `${everyMinutes} minutes`}, has not run for ${everyMinutes === 1 ? "five" : 2 * everyMinutes}.`,
    remedy: `Look whether somebody has switched its rule off (aws events list-rules --name-prefix ${name}), and whether ${id}-throttles says that nothing can run.`,
    of: lambdaMetric(name)("Invocations"),
    limit: { below: 1 },
    ...(everyMinutes === 1 ? { periods: 5 } : { periods: 2, period: everyMinutes * 60 }),
    silence: "bad",
  };
  return scheduled && alarms.onSilence ? [...refused, silent] : refused;
}
