import type { MappingDefinition } from "../local/runtime/interpret/plan.ts";
import { accountId, bucketName, functionArn, queueName, simulatedRegion, streamNames } from "./names.ts";
import type { SimulatedWorld } from "./world.ts";

export type StreamConsumer = "enrich" | "predict";

/** How a function reads its stream. */
export function streamMapping(
  consumer: StreamConsumer,
  { scenario, kinesis, queues }: SimulatedWorld,
): MappingDefinition {
  const stream = consumer === "enrich" ? streamNames.raw : streamNames.enriched;
  return {
    address: consumer,
    uuid: consumer,
    function: functionArn(consumer),
    eventSourceArn: kinesis.stream(stream).arn,
    enabled: true,
    start: { at: "TRIM_HORIZON" },
    rules: { ...scenario.trigger, reportBatchItemFailures: true },
    onFailure: scenario.onFailure === "queue" ? queues.arn(queueName) : `arn:aws:s3:::${bucketName}`,
  };
}

/** How the failed function reads its queue. */
export const queueMapping: MappingDefinition = {
  address: "failed",
  uuid: "failed",
  function: functionArn("failed"),
  eventSourceArn: `arn:aws:sqs:${simulatedRegion}:${accountId}:${queueName}`,
  enabled: true,
  start: { at: "TRIM_HORIZON" },
  rules: {
    batchSize: 10,
    batchingWindow: 1_000,
    parallelization: 1,
    reportBatchItemFailures: true,
    bisect: false,
    maximumRetries: -1,
    maximumAge: -1,
  },
};
