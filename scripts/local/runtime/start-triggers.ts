import type { MappingDefinition, Plan } from "./interpret/plan.ts";
import type { RunningMapping } from "./triggers/kinesis/mapping.ts";
import { startStreamTrigger } from "./triggers/kinesis/start.ts";
import type { TriggerOptions } from "./triggers/options.ts";
import { startQueueTrigger } from "./triggers/sqs/start.ts";

const HURRIED_WINDOW_MS = 250;

/** Starts every declared event source mapping. Throws a sentence for one that AWS would not create. */
export function startTriggers(plan: Plan, options: TriggerOptions): RunningMapping[] {
  return plan.mappings
    .filter((mapping) => mapping.enabled)
    .map((mapping) => {
      const started = { ...mapping, rules: { ...mapping.rules, batchingWindow: window(mapping, options) } };
      return mapping.eventSourceArn.split(":")[2] === "sqs"
        ? startQueueTrigger(started, plan.queues, options)
        : startStreamTrigger(started, options);
    });
}

const window = ({ rules }: MappingDefinition, { hurry }: TriggerOptions): number =>
  hurry ? Math.min(rules.batchingWindow, HURRIED_WINDOW_MS) : rules.batchingWindow;
