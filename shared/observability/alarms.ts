import type { AlarmRule } from "./alarm-rule.ts";
import { dependencyAlarms } from "./alarms/dependencies.ts";
import { functionAlarms } from "./alarms/functions.ts";
import { pipelineAlarms } from "./alarms/pipeline.ts";
import { searchAlarms } from "./alarms/search.ts";
import { queueAlarms, redisAlarms, tableAlarms } from "./alarms/stores.ts";
import { deliveryAlarms, streamAlarms } from "./alarms/streams.ts";
import type { WatchedResources } from "./watched.ts";
import type { WatchedSettings } from "./watched-settings.ts";

/** Everything that somebody is told of: what breaks the promise, or will. */
export const alarmRules = (watched: WatchedResources, settings: WatchedSettings): AlarmRule[] => [
  ...functionAlarms(watched, settings.alarms),
  ...streamAlarms(watched, settings),
  ...deliveryAlarms(watched, settings),
  ...queueAlarms(watched),
  ...tableAlarms(watched),
  ...redisAlarms(watched),
  ...dependencyAlarms(watched, settings),
  ...searchAlarms(watched),
  ...pipelineAlarms(watched, settings),
];
