import type { MappingRules } from "../../../../../../scripts/local/runtime/triggers/kinesis/types.ts";

export const rules = (more: Partial<MappingRules> = {}): MappingRules => ({
  batchSize: 100,
  batchingWindow: 0,
  parallelization: 1,
  reportBatchItemFailures: true,
  bisect: false,
  maximumRetries: -1,
  maximumAge: -1,
  gathering: 0,
  fanOut: false,
  retryBase: 100,
  retryCap: 1_000,
  ...more,
});
