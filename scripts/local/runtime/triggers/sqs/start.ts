import type { MappingDefinition, QueueDefinition } from "../../interpret/plan.ts";
import type { FunctionDefinition } from "../../lambda/types.ts";
import type { RunningMapping } from "../kinesis/mapping.ts";
import type { TriggerOptions } from "../options.ts";
import { runQueueMapping } from "./mapping.ts";

const HURRIED_RETRY_SECONDS = 1;
const QUEUE_CONCURRENCY = 2;

export function startQueueTrigger(
  mapping: MappingDefinition,
  queues: readonly QueueDefinition[],
  options: TriggerOptions,
): RunningMapping {
  const { functions, hurry } = options;
  const definition = functions.find(mapping.function);
  const queueArn = mapping.eventSourceArn;
  checkVisibility(
    mapping,
    queues.find(({ arn }) => arn === queueArn),
    definition,
  );
  return runQueueMapping(
    {
      functionName: definition.name,
      queueName: queueArn.split(":").at(-1)!,
      queueArn,
      region: options.region,
      batchSize: mapping.rules.batchSize,
      batchingWindow: mapping.rules.batchingWindow,
      reportBatchItemFailures: mapping.rules.reportBatchItemFailures,
      concurrency: Math.min(QUEUE_CONCURRENCY, mapping.maximumConcurrency ?? QUEUE_CONCURRENCY),
      ...(hurry && { retrySeconds: HURRIED_RETRY_SECONDS }),
    },
    {
      clock: options.clock,
      queues: options.aws.sqs,
      invoke: functions.invoke,
      draining: options.draining,
      log: (text) => options.log({ source: `trigger of ${definition.name}`, level: "warn", text }),
    },
  );
}

/** Lambda refuses such a mapping: messages would come back while the function still works on them. */
function checkVisibility(
  { address }: MappingDefinition,
  queue: QueueDefinition | undefined,
  { name, timeoutMs }: FunctionDefinition,
): void {
  if (queue && queue.visibilityMs < timeoutMs)
    throw new Error(
      `${address}: the queue hides a message for ${queue.visibilityMs / 1000} s, and ${name} may run for ${timeoutMs / 1000} s; AWS refuses that.`,
    );
}
